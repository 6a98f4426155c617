const NAME = /^([1-9])\.([1-9])$/;

export default {
  parse([hidden], text, given) {
    const { layers, heads } = hidden.dataset;
    for (const name of text ? text.split(",") : []) {
      const [, layer, head] = NAME.exec(name.trim()) ?? [];
      if (!(layer <= Number(layers) && head <= Number(heads))) {
        throw new RangeError(`must be heads such as 5.4 (layer 5, head 4) with commas between them, not ${given}`);
      }
    }
    return text.replace(/\s/g, "");
  },

  linked: (value) => value !== "",
};
