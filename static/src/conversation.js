// The conversation page: a clock that says little, and a screen that stays on. Nothing is stored and nothing is asked of
// the server, so that it goes on when the network does not.

const clock = document.querySelector(".talk-clock");
const starts = Date.parse(clock?.dataset.starts);
const ends = Date.parse(clock?.dataset.ends);

function left(now) {
    if (now < starts) {
        return "";
    }
    const minutes = Math.ceil((ends - now) / 60000);
    if (minutes > 1) {
        return `· about ${minutes} minutes left`;
    }
    // Nobody is sent away by a clock.
    return minutes === 1 ? "· time to close" : "· time is up, no hurry";
}

function tell() {
    clock.textContent = left(Date.now());
}

if (clock) {
    tell();
    setInterval(tell, 15000);
}

// From one question to the next, without a page of history for each.
document.querySelector(".talk-questions")?.addEventListener("click", (event) => {
    const step = event.target.closest("a[href^='#question']");
    const question = step && document.querySelector(step.getAttribute("href"));
    if (question) {
        event.preventDefault();
        question.scrollIntoView({ block: "nearest", inline: "center" });
        question.focus({ preventScroll: true });
    }
});

// A phone on the table should not go dark in the middle of a sentence.
async function stayAwake() {
    try {
        await navigator.wakeLock?.request("screen");
    } catch {
        // Refused when the battery is low: then it goes dark as always.
    }
}

stayAwake();
document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
        stayAwake();
        tell();
    }
});
