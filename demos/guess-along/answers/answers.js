export default {
  parse(_, text, given) {
    if (text && !/^[1-9]-([1-5][1-4])*$/.test(text)) {
      throw new RangeError(`must be a passage and answers of two digits each, such as 1-1342, not ${given}`);
    }
    return text;
  },

  linked: () => true,
};
