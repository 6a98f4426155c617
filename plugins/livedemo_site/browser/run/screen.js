// Whether a figure has been scrolled away.

export class Screen {
  #observer;
  /** The figure has been on the screen since this began to watch. */
  #met = false;
  /** Waits for the figure to come back, when it has gone. @type {Promise<void> | undefined} */
  #gone;
  #back = () => {};

  /** @param {Element} figure */
  constructor(figure) {
    this.#observer = new IntersectionObserver((entries) => {
      if (entries.at(-1)?.isIntersecting) {
        this.#met = true;
        this.#release();
      } else if (this.#met) {
        this.#gone ??= new Promise((resolve) => (this.#back = resolve));
      }
    });
    this.#observer.observe(figure);
  }

  /** Resolves when the figure is back, and at once unless it has left the screen. @returns {Promise<void>} */
  async seen() {
    await this.#gone;
  }

  /** Watch no longer. */
  close() {
    this.#observer.disconnect();
    this.#release();
  }

  #release() {
    this.#back();
    this.#gone = undefined;
  }
}
