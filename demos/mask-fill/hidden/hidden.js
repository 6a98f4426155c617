export default {
  parse(_, text, given) {
    const numbers = text.replace(/\s/g, "");
    if (numbers && !/^[1-9]\d{0,2}(,[1-9]\d{0,2})*$/.test(numbers)) {
      throw new RangeError(`must be numbers of words, such as 2,5, not ${given}`);
    }
    return numbers;
  },

  linked: () => true,
};
