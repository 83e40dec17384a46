// The page for urgent help works without this script. It does two things:
// - a copy that a phone kept tells who answers at this moment, not when it was taken (triage/rules.py says it the same way);
// - the answers of "Not sure which?" open their branch. In place: no address, no history, nothing is stored or sent.

const DAY = 24 * 60;

export function clock(moment, timeZone) {
    const parts = new Intl.DateTimeFormat("en-US", { timeZone, hour: "numeric", minute: "2-digit", hourCycle: "h23" })
        .formatToParts(moment * 60000);
    const [hour, minute] = ["hour", "minute"].map((name) => Number(parts.find((part) => part.type === name).value));
    if (minute === 0 && hour % 12 === 0) {
        return hour ? "noon" : "midnight";
    }
    return `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, "0")}` : ""} ${hour < 12 ? "am" : "pm"}`;
}

// Days are compared as dates of the zone: the day of changing clocks is shorter or longer than 24 hours.
function day(moment, timeZone) {
    const text = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    return Date.parse(text.format(moment * 60000)) / 86400000;
}

function at(moment, now, timeZone, on) {
    const time = clock(moment, timeZone);
    const days = day(moment, timeZone) - day(now, timeZone);
    if (days === 0) {
        return on ? `at ${time}` : time;
    }
    const words = days < 7 ? { weekday: "long" } : { month: "long", day: "numeric" };
    return `${new Intl.DateTimeFormat("en-US", { timeZone, ...words }).format(moment * 60000)} at ${time}`;
}

function spans(times, now) {
    return times.split(" ").filter(Boolean).map((span) => span.split("-").map(Number)).filter(([, end]) => end > now);
}

// times: "start-end start-end" in minutes since 1970; knownUntil: how far ahead they were worked out; doubtful: times that
// a federal holiday may change.
export function answering(times, timeZone, now, knownUntil, doubtful = "") {
    const city = timeZone.split("/").at(-1).replaceAll("_", " ");
    const [next] = spans(times, now);
    if (!(next && next[0] <= now) && spans(doubtful, now).some(([start]) => start <= now)) {
        return { open: false, text: "Hours may differ today, a federal holiday" };
    }
    if (next) {
        const [start, end] = next;
        if (start > now) {
            return { open: false, text: `Closed now. Answers ${at(start, now, timeZone, true)}, ${city} time` };
        }
        const until = end < knownUntil ? `, until ${at(end, now, timeZone, false)}, ${city} time` : "";
        return { open: true, text: `Answers now${until}` };
    }
    return { open: false, text: "Closed now" };
}

function tell(line, now, knownUntil) {
    const said = line.querySelector(".line-now");
    if (now >= knownUntil - DAY) {
        // Older than the hours that came with it: better no word than a wrong one.
        said.textContent = "Look at the hours: this copy is old";
        said.classList.remove("line-open");
        return;
    }
    const found = answering(line.dataset.times, line.dataset.zone, now, knownUntil, line.dataset.doubtful);
    said.textContent = found.text;
    said.classList.toggle("line-open", found.open);
}

function sort(list) {
    const isOpen = (line) => line.querySelector(".line-now").classList.contains("line-open");
    const lines = [...list.children];
    list.append(...lines.filter(isOpen), ...lines.filter((line) => !isOpen(line)));
}

function refresh() {
    const now = Math.floor(Date.now() / 60000);
    for (const line of document.querySelectorAll("[data-times]")) {
        tell(line, now, Number(document.body.dataset.knownUntil));
    }
    document.querySelectorAll("[data-lines]").forEach(sort);
}

function prepare() {
    refresh();
    setInterval(refresh, 60000);
    // Coming back, by Back or by waking the phone: every branch is closed, so the screen does not tell which was read.
    addEventListener("pageshow", (event) => {
        if (event.persisted) {
            document.querySelectorAll("details[open]").forEach((each) => { each.open = false; });
            refresh();
        }
    });
    for (const button of document.querySelectorAll("[data-open]")) {
        button.hidden = false;
        button.addEventListener("click", () => {
            const branch = document.querySelector(`[data-branch="${button.dataset.open}"]`);
            branch.open = true;
            branch.scrollIntoView({ block: "start" });
            (branch.querySelector("summary") ?? branch.querySelector("a")).focus({ preventScroll: true });
        });
    }
}

if (globalThis.document) {
    prepare();
}
