"""The mail that asks a contact whether what stands about it still holds."""

from email.headerregistry import Address

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from notices import mail
from notices.registry import Message
from triage.access import link_token
from triage.models import Confirmation, Contact


def written(confirmation: Confirmation, contact: Contact) -> EmailMultiAlternatives:
    """The mail, whole; needs the contact's institution and program loaded. ValueError for an address that is none."""
    place = contact.program.name if contact.program else contact.institution.name
    text = render_to_string("triage/mail/question.txt", {"contact": contact, "place": place})
    message = Message(
        subject="Is this still how to reach you?",
        text=text.strip(),
        sender_name=place,
        link=reverse("triage:confirm", args=[link_token(confirmation)]),
        link_label="Look and answer",
    )
    words = {
        "message": message,
        "paragraphs": message.text.split("\n\n"),
        "link": mail.absolute(message.link),
        "institution": contact.institution,
    }
    made = EmailMultiAlternatives(
        subject=message.subject,
        body=render_to_string("notices/mail.txt", words),
        from_email=str(
            Address(display_name=f"{message.sender_name} via Hearten", addr_spec=mail.sender(contact.institution))
        ),
        to=[str(Address(display_name=contact.name, addr_spec=contact.mail))],
        # The same each time it is tried, so that a mail that had to be sent twice is recognised as one.
        headers={"Message-ID": f"<{confirmation.pk}@hearten>", **mail.HEADERS},
    )
    made.attach_alternative(render_to_string("notices/mail.html", words), "text/html")
    return made
