"""Pure decisions about people and roles: plain values in, plain values out."""
