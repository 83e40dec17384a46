{% autoescape off %}// Keeps a few pages in the browser, so that they are there without a network. Made by triage/views/help_now.py.
//
// The page for urgent help is answered from the copy, so reading it makes no request at all; the copy is renewed whenever
// another page of Hearten is opened. Pages under the other prefixes come from the network while there is one.

const HELP = "/help-now/";
const KEPT = {{ kept|safe }};
const PARTS = [{% for part in parts %}"{{ part }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const STATIC = "{{ static }}";
const CACHE = "hearten-1";
const RENEW_AFTER = 60 * 1000; // ms; a change of role renews at once
const KEEP_FOR = 24 * 60 * 60 * 1000; // ms; pages about a person, which may also hold what is out of date by then
const WAIT = 3000; // ms that a kept page waits for the network
const STAMP = "X-Kept-At";

let renewed = 0;
let place = "";

self.addEventListener("install", (event) => {
    self.skipWaiting();
    event.waitUntil(renew(true));
});

self.addEventListener("activate", (event) => {
    event.waitUntil((async () => {
        for (const name of await caches.keys()) {
            if (name !== CACHE) {
                await caches.delete(name);
            }
        }
        await self.clients.claim();
    })());
});

self.addEventListener("message", (event) => {
    if (event.data?.page) {
        event.waitUntil(afterAPage(event.data));
    }
});

async function afterAPage(told) {
    if (told.place !== place || Date.now() - renewed > RENEW_AFTER) {
        place = told.place;
        await renew();
    }
    if (!told.place) {
        await forget();
    }
}

// The page, as this device's cookie has it, and its parts: all of them when this script is new, else what is missing.
async function renew(all = false) {
    renewed = Date.now();
    try {
        const cache = await caches.open(CACHE);
        const page = await fetch(HELP, { cache: "no-store", credentials: "same-origin" });
        if (!page.ok) {
            return;
        }
        await Promise.all(PARTS.map(async (part) => {
            if (all || !await cache.match(part)) {
                await cache.add(new Request(part, { cache: "reload" }));
            }
        }));
        await cache.put(HELP, page);
    } catch {
        // No network, or no room: the last copy stays.
    }
}

// Signed out: what was about a person goes, the page for urgent help stays.
async function forget() {
    const cache = await caches.open(CACHE);
    for (const request of await cache.keys()) {
        if (isKept(new URL(request.url).pathname)) {
            await cache.delete(request);
        }
    }
}

function isKept(path) {
    return KEPT.some((pattern) => new RegExp(pattern).test(path));
}

self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== self.location.origin) {
        return;
    }
    if (event.request.mode === "navigate" && url.pathname === HELP) {
        event.respondWith(help(event.request));
    } else if (event.request.mode === "navigate" && isKept(url.pathname)) {
        event.respondWith(networkFirst(event));
    } else if (PARTS.includes(url.pathname)) {
        event.respondWith(part(event.request));
    } else if (url.pathname.startsWith(STATIC)) {
        event.respondWith(look(event.request));
    }
});

async function help(request) {
    return (await caches.match(HELP)) ?? fetch(request);
}

// Style sheet, script and fonts of the page for help; version: {{ version }}.
async function part(request) {
    return (await caches.match(request.url)) ?? fetch(request);
}

// What a kept page is drawn with; asked of the network first, since it is not worth a stale look.
async function look(request) {
    try {
        return await fetch(request);
    } catch {
        return (await caches.match(request.url)) ?? Response.error();
    }
}

async function keepLook(cache, page) {
    const found = [...page.matchAll(/(?:href|src)="([^"#]+)/g)].map((match) => match[1]);
    await Promise.allSettled([...new Set(found)].filter((url) => url.startsWith(STATIC)).map((url) => cache.add(url)));
}

async function networkFirst(event) {
    const { request } = event;
    const cache = await caches.open(CACHE);
    const coming = fetch(request);
    coming.catch(() => {}); // Waited for below, unless the kept page was quicker.
    const late = new Promise((resolve) => { setTimeout(resolve, WAIT); });
    try {
        const answer = await Promise.race([coming, late.then(() => fresh(cache, request))]) ?? await coming;
        if (answer.ok && !answer.redirected && !answer.headers.has(STAMP)) {
            const page = answer.clone();
            await keep(cache, request, answer.clone());
            event.waitUntil(page.text().then((text) => keepLook(cache, text)));
        }
        return answer;
    } catch {
        return (await fresh(cache, request)) ?? Response.error();
    }
}

async function keep(cache, request, answer) {
    const headers = new Headers(answer.headers);
    headers.set(STAMP, String(Date.now()));
    await cache.put(request.url, new Response(await answer.blob(), { status: answer.status, headers }));
}

async function fresh(cache, request) {
    const found = await cache.match(request.url);
    if (found && Date.now() - Number(found.headers.get(STAMP)) > KEEP_FOR) {
        await cache.delete(request.url);
        return undefined;
    }
    return found;
}
{% endautoescape %}
