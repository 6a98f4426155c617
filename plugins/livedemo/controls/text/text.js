// Nobody types these, and what they do elsewhere is not known.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

export default /** @satisfies {import("../kind").Kind} */ ({
  typed: true,

  parse([element], text, given, say) {
    const box = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (element);
    if (CONTROL.test(text)) throw new RangeError(say("control.characters"));
    if (box instanceof HTMLInputElement && /[\r\n]/.test(text)) throw new RangeError(say("control.line"));
    const length = [...text].length;
    if (length > box.maxLength) throw new RangeError(say("control.long", { count: box.maxLength, length }));
    return text.replace(/\r\n?/g, "\n");
  },
});
