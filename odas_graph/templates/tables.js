// Tables that sort by their headings, filter as one types, and save what they show. Maps and pages share it.
const odas = (function () {
  "use strict";
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  function element(name, text, style) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (style) made.className = style;
    return made;
  }
  // Saves text or a blob under that name.
  function save(name, content, type) {
    const link = element("a");
    link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    link.download = name;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  // What a cell says, without the buttons that a script has put into it; those of headings are the headings.
  function said(cell) {
    const parts = [...cell.childNodes].filter((child) => child.nodeName !== "BUTTON" || cell.closest("thead"));
    return parts.map((child) => (/^(DETAILS|UL|OL|P|DIV)$/.test(child.nodeName) ? ` ${child.textContent} ` : child.textContent)).join("").replace(/\s+/g, " ").trim();
  }
  // A cell that a spreadsheet would run as a formula gets an apostrophe (OWASP, "CSV Injection"); spreadsheets may
  // first drop characters that do not show. A negative number is no formula.
  function cellText(cell) {
    const text = said(cell), formula = /^[\s\u0000-\u001f\u200b-\u200d\u2060\ufeff]*[=+\-@|\uff1d\uff0b\uff0d\uff20]/.test(text);
    return '"' + (formula && !/^-[0-9][0-9.,\s]*$/.test(text) ? "'" : "") + text.replace(/"/g, '""') + '"';
  }
  const value = (cell) => (cell.dataset.value === undefined ? said(cell) : cell.dataset.value);
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });

  // Rows that a long table shows at first, and with each press of its button; filters look at all of them.
  const SHOWN = 200;
  function sortable(table, then) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = element("button", head.textContent);
      button.type = "button";
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending", body = table.tBodies[0];
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].map((row) => [value(row.cells[column]), row]);
        rows.sort((p, q) => order.compare(p[0], q[0]));
        body.append(...(down ? rows.reverse() : rows).map(([, row]) => row));
        then();
      });
    });
  }
  // Each table gets its tools; `refresh` shows the rows that answer to what is typed and are not out (data-out).
  function tables(found, say) {
    const all = [...found].map((table) => {
      const tools = element("p", "", "table-tools"), status = element("span"), label = element("label", say.filter), filter = element("input");
      const more = element("button");
      let limit = say.more ? SHOWN : Infinity;
      status.setAttribute("role", "status");
      filter.type = "search";
      function refresh() {
        const words = fold(filter.value.trim()).split(/\s+/).filter(Boolean), rows = [...table.tBodies[0].rows];
        label.hidden = rows.length <= 5;
        let shown = 0;
        rows.forEach((row) => {
          const text = words.length ? fold([...row.cells].map(said).join(" ")) : "";
          const fits = row.dataset.out !== "true" && words.every((word) => text.includes(word));
          shown += fits ? 1 : 0;
          row.dataset.later = String(fits && shown > limit);
          row.hidden = !fits || shown > limit;
        });
        more.hidden = shown <= limit;
        if (!more.hidden) more.textContent = say.more.replace("{n}", Math.min(SHOWN, shown - limit));
        return [shown, rows.length];
      }
      filter.addEventListener("input", () => {
        const [shown, of] = refresh();
        status.textContent = say.rows.replace("{n}", shown).replace("{all}", of);
      });
      label.append(filter);
      const button = element("button", say.save);
      button.type = "button";
      button.addEventListener("click", () => {
        const rows = [...table.rows].filter((row) => !row.hidden || row.dataset.later === "true").map((row) => [...row.cells].map(cellText).join(","));
        save(table.dataset.file + ".csv", "\ufeff" + rows.join("\r\n") + "\r\n", "text/csv");
      });
      tools.append(label, button, status);
      more.type = "button";
      more.className = "more-rows";
      more.addEventListener("click", () => { limit += SHOWN; refresh(); });
      sortable(table, refresh);
      table.parentElement.before(tools);
      table.parentElement.after(more);
      refresh();
      return refresh;
    });
    return { refresh: () => all.forEach((refresh) => refresh()) };
  }
  return { fold, element, save, tables };
}());
