// Small helps for pages that already work without them. Everything hangs on data- attributes:
//   data-autofocus             takes the focus when the page or a part of it arrives
//   data-confirm="Sentence."   on a form or a submit button: asks once more, in a dialog
//   data-submit-on-change      on a form: choosing is sending
//   data-copy="#id"            on a button: copies that field's text
//   data-zone="America/Chicago" on a hidden line: shown if this device keeps another time than that zone
//   data-needs-script          on a hidden button that is of no use without a script: shows it
// A form sent by POST is sent once, however often its button is pressed, unless it says data-again (a download).

const sent = new WeakSet();

function prepare(root) {
    root.querySelector("[data-autofocus]")?.focus();
    for (const line of root.querySelectorAll("[data-zone]")) {
        line.hidden = sameClock(line.dataset.zone);
    }
    for (const button of root.querySelectorAll("[data-needs-script]")) {
        button.hidden = false;
    }
    for (const button of root.querySelectorAll("[data-copy]")) {
        button.hidden = !navigator.clipboard;
    }
}

function sameClock(zone) {
    const now = new Date();
    const clock = (timeZone) => now.toLocaleString("en-US", { timeZone, dateStyle: "short", timeStyle: "short" });
    return clock(zone) === clock(undefined);
}

function ask(sentence, yes) {
    const dialog = document.createElement("dialog");
    dialog.className = "ask";
    const text = document.createElement("p");
    text.id = "ask-text";
    text.textContent = sentence;
    dialog.setAttribute("aria-labelledby", text.id);
    const row = document.createElement("div");
    row.className = "btn-row";
    const button = (words, style, act) => {
        const made = document.createElement("button");
        made.type = "button";
        made.className = `btn ${style}`;
        made.textContent = words;
        made.addEventListener("click", () => {
            dialog.close();
            act();
        });
        row.append(made);
    };
    button("Yes, go ahead", "btn-primary", yes);
    button("Not now", "btn-quiet", () => {});
    dialog.append(text, row);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
}

function say(sentence) {
    const list = document.createElement("ul");
    list.className = "messages";
    const line = document.createElement("li");
    line.className = "notice notice-needs";
    line.textContent = sentence;
    list.append(line);
    const place = document.getElementById("messages");
    place?.replaceChildren(list);
    place?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("submit", (event) => {
    const form = event.target;
    const sentence = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (sentence && !form.dataset.confirmed) {
        event.preventDefault();
        event.stopImmediatePropagation();
        ask(sentence, () => {
            form.dataset.confirmed = "yes";
            form.requestSubmit(event.submitter);
        });
        return;
    }
    delete form.dataset.confirmed;
    if (form.method === "post" && !form.hasAttribute("hx-post") && !form.hasAttribute("data-again")) {
        if (sent.has(form)) {
            event.preventDefault();
        }
        sent.add(form);
    }
}, true);

// Coming back by the browser's Back button finds the same page in memory: its forms may be sent again.
window.addEventListener("pageshow", () => {
    for (const form of document.forms) {
        sent.delete(form);
    }
});

document.addEventListener("change", (event) => {
    event.target.form?.closest("[data-submit-on-change]")?.requestSubmit();
});

document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".bar-menu[open]")) {
        if (!menu.contains(event.target)) {
            menu.open = false;
        }
    }
    const button = event.target.closest("[data-copy]");
    if (button) {
        const field = document.querySelector(button.dataset.copy);
        navigator.clipboard.writeText(field.value ?? field.textContent).then(() => {
            button.textContent = "Copied";
        });
    }
});

// One key leads to the page for urgent help, wherever nobody is typing.
function leadToHelp(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
    const help = document.querySelector(".bar-help");
    if (help && event.key === "h" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat) {
        location.assign(help.href);
    }
}

// Keeps the page for urgent help in this browser, once somebody signed in here (templates/triage/sw.js).
async function keepHelp() {
    const worker = navigator.serviceWorker;
    const place = document.querySelector(".bar-help")?.dataset.place ?? "";
    if (!worker || (!place && !worker.controller)) {
        return;
    }
    try {
        const { active } = place ? await worker.register("/sw.js").then(() => worker.ready) : await worker.ready;
        active.postMessage({ page: location.pathname, place });
    } catch {
        // Without it the page for help comes from the network, as everything else.
    }
}

document.addEventListener("keydown", (event) => {
    leadToHelp(event);
    if (event.key === "Escape") {
        for (const menu of document.querySelectorAll(".bar-menu[open]")) {
            menu.open = false;
            menu.querySelector("summary").focus();
        }
    }
});

document.addEventListener("htmx:afterSwap", (event) => prepare(event.target));
document.addEventListener("htmx:sendError", () => say("That did not reach Hearten. Check the connection and try again."));
document.addEventListener("htmx:responseError", () => say("That did not work. Load the page again and try once more."));
// allauth's own script tells so when a passkey was cancelled or is not there.
document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    say("No passkey was used. Try once more, or choose another way.");
});

prepare(document);
keepHelp();
