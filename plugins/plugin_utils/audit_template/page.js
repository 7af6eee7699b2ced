"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const find = (id) => document.getElementById(id);
  const status = Object.fromEntries(data.statuses.map((one, rank) => [one.key, { ...one, rank }]));
  const itself = "the installation";

  // --- small helpers

  function make(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  const sign = (key) => {
    const found = make("span", { className: "sign", textContent: status[key].sign });
    found.setAttribute("aria-hidden", "true");
    return found;
  };

  const counted = (number, one) => `${number} ${number === 1 ? one.words : one.many}`;

  const plural = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

  // --- what a row says in each column

  function people(row) {
    return Object.entries(row.who || {}).flatMap(([right, names]) => names.map((name) => (right === "book" ? name : `${name} (${right})`)));
  }

  function findings(row) {
    const counts = new Map();
    for (const one of row.findings || []) counts.set(one.code, (counts.get(one.code) || 0) + 1);
    return [...counts].map(([code, number]) => (number > 1 ? `${data.titles[code]} ×${number}` : data.titles[code])).join(", ");
  }

  function who(row) {
    const names = people(row);
    const left = Object.values(row.who_left_out || {}).reduce((sum, number) => sum + number, 0);
    if (!names.length) return "";
    const all = names.length + left;
    return all > 3 ? `${all}: ${names.slice(0, 3).join(", ")} …` : names.join(", ");
  }

  function differs(row) {
    const changed = (row.findings || []).filter((one) => "before" in one || "after" in one);
    return changed.map((one) => `${one.target}: ${one.before ?? "-"} → ${one.after ?? "-"}`).join("; ");
  }

  const cells = {
    status: (row) => status[row.s].words,
    installation: (row) => row.i,
    domain: (row) => row.d || itself,
    provider: (row) => row.p || "",
    findings,
    who,
    differs,
    bookings: (row) => (row.bookings === undefined ? "" : String(row.bookings)),
    release: (row) => row.release || "",
    seconds: (row) => (row.seconds === undefined ? "" : String(row.seconds)),
  };
  const numbers = {
    status: (row) => status[row.s].rank * 10 + Math.min(9, ...(row.findings || []).map((one) => ["high", "medium", "low"].indexOf(one.severity))),
    bookings: (row) => row.bookings ?? -1,
    seconds: (row) => row.seconds ?? -1,
    findings: (row) => (row.findings || []).length,
    who: (row) => people(row).length,
  };
  const labels = Object.fromEntries([...document.querySelectorAll("[data-sort]")].map((one) => [one.dataset.sort, one.textContent]));
  for (const row of data.rows) {
    const told = (row.findings || []).flatMap((one) => [one.code, one.sentence, one.accepted]);
    row.text = [...data.columns.map((key) => cells[key](row)), ...people(row), ...told].filter(Boolean).join(" ").toLowerCase();
  }

  // --- the view: what is filtered and sorted, as the fragment of the address keeps it

  const nothing = { q: "", status: [], i: "", code: "", sort: "status", down: false };
  let view = { ...nothing };

  function read() {
    const given = new URLSearchParams(location.hash.slice(1));
    view = {
      q: given.get("q") || "",
      status: (given.get("status") || "").split(",").filter((key) => key in status),
      i: given.get("i") || "",
      code: given.get("code") || "",
      sort: data.columns.includes(given.get("sort")) ? given.get("sort") : "status",
      down: given.get("down") === "1",
    };
  }

  function fragment(of) {
    const kept = new URLSearchParams();
    if (of.q) kept.set("q", of.q);
    if (of.status.length) kept.set("status", of.status.join(","));
    if (of.i) kept.set("i", of.i);
    if (of.code) kept.set("code", of.code);
    if (of.sort !== "status") kept.set("sort", of.sort);
    if (of.down) kept.set("down", "1");
    return `#${kept}`;
  }

  function change(part) {
    view = { ...view, ...part };
    history.replaceState(null, "", fragment(view));
    draw();
  }

  function chosen() {
    const words = view.q.toLowerCase().split(/\s+/).filter(Boolean);
    return data.rows.filter(
      (row) =>
        (!view.status.length || view.status.includes(row.s)) &&
        (!view.i || row.i === view.i) &&
        (!view.code || (row.findings || []).some((one) => one.code === view.code)) &&
        words.every((word) => row.text.includes(word)),
    );
  }

  function sorted(rows) {
    const text = cells[view.sort];
    const number = numbers[view.sort];
    const collator = new Intl.Collator("en", { numeric: true });
    const keyed = rows.map((row, place) => ({ row, place, key: number ? number(row) : text(row) }));
    const order = (one, other) => (number ? one - other : collator.compare(one, other));
    keyed.sort((one, other) => (view.down ? -1 : 1) * order(one.key, other.key) || one.place - other.place);
    return keyed.map((one) => one.row);
  }

  // --- drawing

  function drawInstallations() {
    const byName = new Map();
    for (const row of data.rows) byName.set(row.i, [...(byName.get(row.i) || []), row]);
    find("installations").append(
      ...[...byName].map(([name, rows]) => {
        const meta = [rows[0].release, rows[0].seconds === undefined ? null : `${rows[0].seconds} s`];
        const title = make("div", { className: "name" }, name);
        title.append(make("span", { className: "quiet meta", textContent: meta.filter(Boolean).join(" · ") || "not read" }));
        return make("li", {}, title, sums(name, rows), chips(name, rows));
      }),
    );
  }

  function sums(name, rows) {
    const box = make("div", { className: "sums" });
    for (const one of data.statuses) {
      const key = one.key;
      const number = rows.filter((row) => row.s === key).length;
      if (!number) continue;
      const button = make("button", { type: "button", className: `pill ${key}` }, sign(key), counted(number, one));
      button.addEventListener("click", () => {
        change({ ...nothing, i: name, status: [key] });
        find("domains-title").scrollIntoView();
      });
      box.append(button);
    }
    return box;
  }

  /* The same as the sums, for eyes: one square a row, worst first. */
  function chips(name, rows) {
    const box = make("div", { className: "chips" });
    box.setAttribute("aria-hidden", "true");
    const worst = [...rows].sort((one, other) => status[one.s].rank - status[other.s].rank);
    for (const row of worst.slice(0, data.most_chips)) {
      const place = [row.d || itself, row.p].filter(Boolean).join(", ");
      const chip = make("span", { className: row.s, textContent: status[row.s].sign, title: `${place}: ${status[row.s].words}` });
      chip.addEventListener("click", () => change({ ...nothing, i: name, q: row.d }));
      box.append(chip);
    }
    const left = rows.length - data.most_chips;
    if (left > 0) box.append(make("span", { className: "more", textContent: `and ${left} more` }));
    return box;
  }

  function drawFilters() {
    for (const one of data.statuses) {
      const key = one.key;
      if (!data.counts[key]) continue;
      const button = make("button", { type: "button", className: key }, sign(key), counted(data.counts[key], one));
      button.dataset.status = key;
      button.addEventListener("click", () => {
        const others = view.status.filter((other) => other !== key);
        change({ status: others.length === view.status.length ? [...others, key] : others });
      });
      find("statuses").append(button);
    }
    const option = (value, textContent) => make("option", { value, textContent });
    find("installation").append(option("", "all"), ...[...new Set(data.rows.map((row) => row.i))].map((one) => option(one, one)));
    find("code").append(option("", "any"), ...Object.entries(data.titles).map(([code, title]) => option(code, `${title} (${data.codes[code]})`)));
    find("search").addEventListener("input", (event) => change({ q: event.target.value }));
    find("installation").addEventListener("change", (event) => change({ i: event.target.value }));
    find("code").addEventListener("change", (event) => change({ code: event.target.value }));
    find("filters").addEventListener("submit", (event) => event.preventDefault());
    find("filters").addEventListener("reset", (event) => {
      event.preventDefault();
      change(nothing);
    });
    for (const button of document.querySelectorAll("[data-sort]")) {
      button.addEventListener("click", () => change({ sort: button.dataset.sort, down: view.sort === button.dataset.sort && !view.down }));
    }
    addEventListener("hashchange", () => {
      read();
      draw();
    });
  }

  function cell(row, key, place) {
    const td = make("td", { className: `c-${key}` });
    const text = cells[key](row);
    if (key === "status") {
      const button = make("button", { type: "button", className: `toggle ${row.s}` }, sign(row.s), text);
      button.setAttribute("aria-expanded", "false");
      button.setAttribute("aria-label", `${text}: ${row.d || itself} on ${row.i}, details`);
      button.setAttribute("aria-controls", `detail-${place}`);
      td.append(button);
    } else if (text) {
      td.dataset.label = labels[key];
      td.append(["who", "differs", "findings"].includes(key) ? make("span", { className: "clamp", textContent: text }) : text);
      if (key === "domain" && !row.d) td.classList.add("itself");
    }
    return td;
  }

  function draw() {
    const rows = sorted(chosen());
    find("body").replaceChildren(
      ...rows.map((row, place) => {
        const line = make("tr", { className: "row" }, ...data.columns.map((key) => cell(row, key, place)));
        line.addEventListener("click", (event) => {
          if (event.target.closest("button") || !String(getSelection())) toggle(line, row, place);
        });
        return line;
      }),
    );
    const left = data.rows_left_out ? ` ${data.rows_left_out} more rows are left out of this page; audit.csv and audit.json have them.` : "";
    find("shown").textContent = `${rows.length === data.rows.length ? "All" : `${rows.length} of`} ${plural(data.rows.length, "row")}.${left}`;
    find("search").value = view.q;
    find("installation").value = view.i;
    find("code").value = view.code;
    find("link").href = fragment(view);
    for (const button of document.querySelectorAll("[data-status]")) button.setAttribute("aria-pressed", String(view.status.includes(button.dataset.status)));
    for (const button of document.querySelectorAll("[data-sort]")) {
      const own = button.dataset.sort === view.sort;
      if (own) button.parentElement.setAttribute("aria-sort", view.down ? "descending" : "ascending");
      else button.parentElement.removeAttribute("aria-sort");
    }
  }

  // --- details, made when a row is opened

  function toggle(line, row, place) {
    const button = line.querySelector(".toggle");
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) {
      line.nextElementSibling.remove();
      return;
    }
    const td = make("td", { colSpan: data.columns.length }, make("div", { className: "columns" }, told(row), row.d ? bookers(row) : null));
    line.after(make("tr", { className: "detail", id: `detail-${place}` }, td));
  }

  /* Findings of one kind have one title and one piece of advice. */
  function told(row) {
    const kinds = new Map();
    for (const one of row.findings || []) {
      const kind = `${one.code} ${one.accepted || ""}`;
      kinds.set(kind, [...(kinds.get(kind) || []), one]);
    }
    const list = make("ul", { className: "findings" });
    for (const [first, ...others] of kinds.values()) {
      const title = make("p", { className: "title" }, sign(first.status), `${data.titles[first.code]} · ${first.severity}`);
      const item = make("li", { className: first.status }, title, ...[first, ...others].flatMap(sentences));
      if (first.accepted) item.append(make("p", { textContent: `Accepted: ${first.accepted}` }));
      item.append(make("p", { className: "quiet" }, data.advice[first.code], " ", make("span", { className: "code", textContent: first.code })));
      list.append(item);
    }
    return make("div", {}, make("h3", { textContent: "Findings" }), row.findings ? list : make("p", { className: "quiet", textContent: "None." }));
  }

  function sentences(one) {
    const sentence = make("p", { textContent: one.sentence });
    if (!("before" in one || "after" in one)) return [sentence];
    const old = make("span", { className: "old", textContent: one.before ?? "-" });
    const now = make("span", { className: "new", textContent: one.after ?? "-" });
    return [sentence, make("p", { className: "change" }, old, "→", now)];
  }

  function bookers(row) {
    const box = make("div", {}, make("h3", { textContent: "Who may book" }));
    for (const [right, names] of Object.entries(row.who || {})) {
      const left = (row.who_left_out || {})[right];
      const list = make("ul", { className: "people" }, ...names.map((name) => make("li", { textContent: name })));
      if (left) list.append(make("li", { className: "quiet", textContent: `and ${left} more, see audit.json` }));
      box.append(make("p", { className: "quiet", textContent: `${right}, ${names.length + (left || 0)}` }), list);
    }
    if (!row.who) box.append(make("p", { className: "quiet", textContent: "Nobody." }));
    return box;
  }

  read();
  drawInstallations();
  drawFilters();
  draw();
  document.body.dataset.ready = "true";
})();
