"""The address of a calendar."""

from django import forms

ADDRESS_WRONG = "Copy the whole address from your calendar; it begins with https:// or webcal://."


class AddressForm(forms.Form):
    """One address; whoever has it can read the calendar, so the page never shows it again."""

    address = forms.CharField(
        label="Secret address of your calendar",
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
        help_text="In Google it is called “secret address in iCal format”, in Outlook “publish a calendar”, ICS.",
        error_messages={
            "required": ADDRESS_WRONG,
            "max_length": "This address is too long to be one. " + ADDRESS_WRONG,
        },
    )
