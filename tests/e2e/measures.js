/* What the tests of reading conditions ask a page, in the page. Each function returns sentences; none is well. */
window.measures = (() => {
  const shown = each => each.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const named = each => `<${each.localName}${each.className ? ` class="${each.getAttribute("class")}"` : ""}> `
    + (each.innerText || each.value || "").trim().slice(0, 60);
  // Kept for those who listen, or shown only when it has the keyboard.
  const apart = each => each.closest(".vh, .skip") !== null;

  /* Words of an element's own, as the browser drew them. */
  function texts() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const node = walker.currentNode, holder = node.parentElement;
      if (!node.data.trim() || !shown(holder) || apart(holder) || holder.closest("option, script")) continue;
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) found.push({ holder, box, node });
    }
    return found;
  }

  function wider() {
    const by = Math.max(0, document.documentElement.scrollWidth - window.innerWidth);
    return by ? [`${by} px wider than the screen`] : [];
  }

  /* Words that a box cuts off: it is smaller than they are, and hides or scrolls what is left. A box that is there to
     be scrolled by keyboard (tabindex) is none, nor is a field. */
  function cut() {
    const found = [];
    for (const each of document.body.querySelectorAll("*")) {
      if (!shown(each) || apart(each) || each.matches("input, textarea, select, svg, svg *, [tabindex='0']")) continue;
      const style = getComputedStyle(each);
      if (style.overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1) found.push(`cut on its side: ${named(each)}`);
      if (style.overflowY !== "visible" && each.scrollHeight > each.clientHeight + 1) found.push(`cut below: ${named(each)}`);
    }
    for (const each of document.querySelectorAll("input:not([type=checkbox], [type=radio], [type=hidden]), select, button")) {
      if (shown(each) && each.scrollHeight > each.clientHeight + 2) found.push(`does not hold its words: ${named(each)}`);
    }
    return found;
  }

  /* Words on top of other words. Two lines of one text may touch, since a letter's box is higher than the letter. */
  function laid() {
    const all = texts(), found = new Set();
    for (let i = 0; i < all.length; i++) for (let j = i + 1; j < all.length; j++) {
      const a = all[i], b = all[j];
      if (a.node === b.node) continue;
      const over = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (over > 2 && down > Math.min(a.box.height, b.box.height) * .45) {
        found.add(`words on words: ${named(a.holder)} / ${named(b.holder)}`);
      }
    }
    return [...found];
  }

  const targets = () => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")].filter(each => shown(each));

  /* WCAG 2.5.8: 24 by 24, or so much room around a smaller one, or in the middle of a sentence. */
  function small() {
    const all = targets().filter(each => !apart(each)), found = [];
    const boxes = new Map(all.map(each => [each, pressed(each)]));
    for (const each of all) {
      const box = boxes.get(each);
      if (box.width >= 24 && box.height >= 24 || inSentence(each)) continue;
      const x = box.x + box.width / 2, y = box.y + box.height / 2;
      for (const other of all) {
        if (other === each || other.contains(each) || each.contains(other)) continue;
        const its = boxes.get(other), isSmall = its.width < 24 || its.height < 24;
        const dx = Math.max(its.left - x, 0, x - its.right), dy = Math.max(its.top - y, 0, y - its.bottom);
        const apart = isSmall ? Math.hypot(its.x + its.width / 2 - x, its.y + its.height / 2 - y) >= 24 : Math.hypot(dx, dy) >= 12;
        if (!apart) { found.push(`too small a target (${Math.round(box.width)} × ${Math.round(box.height)}): ${named(each)} / ${named(other)}`); break; }
      }
    }
    return found;
  }

  /* What can be pressed for a field is its label too. */
  function pressed(each) {
    const label = each.matches("input[type=checkbox], input[type=radio]") && each.closest("label");
    return (label || each).getBoundingClientRect();
  }

  function inSentence(each) {
    if (!getComputedStyle(each).display.startsWith("inline") || getComputedStyle(each).display !== "inline") return false;
    const block = each.closest("p, li, dd, dt, blockquote, td, h1, h2, h3, div, body");
    const rest = [...block.childNodes].filter(node => !(node === each || node.contains?.(each))).map(node => node.textContent).join("");
    return /[\p{L}\p{N}]{2}/u.test(rest);
  }

  /* Every target in turn, as if the Tab key had led there: is it marked, on the screen, and on top? */
  function hidden() {
    const found = [];
    for (const each of targets()) {
      each.focus();
      if (document.activeElement !== each) { found.push(`cannot have the keyboard: ${named(each)}`); continue; }
      const marked = [each, each.closest("label"), each.parentElement].some(one => {
        if (!one) return false;
        const style = getComputedStyle(one);
        const wide = style.outlineStyle === "auto" || parseFloat(style.outlineWidth) >= 2;
        return style.outlineStyle !== "none" && wide && !style.outlineColor.endsWith(", 0)");
      });
      if (!each.matches(":focus-visible") || !marked) found.push(`not marked when it has the keyboard: ${named(each)}`);
      const box = [...each.getClientRects()].find(one => one.width && one.height) || each.getBoundingClientRect();
      const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
      const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
      if (right - left < 1 || bottom - top < 1) { found.push(`out of sight when it has the keyboard: ${named(each)}`); continue; }
      const on = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      if (!on || !(each.contains(on) || on.contains(each) || on.closest("label")?.contains(each))) {
        found.push(`behind something when it has the keyboard: ${named(each)} / ${on ? named(on) : "nothing"}`);
      }
    }
    return found;
  }

  return { wider, cut, laid, small, hidden, targets };
})();
