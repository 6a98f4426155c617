// Whether a figure is on the screen.

export class Screen {
  /** Waits for the figure to be seen; nothing while it is. @type {Promise<void> | undefined} */
  #hidden;
  #show = () => {};

  /** @param {Element} figure */
  constructor(figure) {
    new IntersectionObserver((entries) => {
      const seen = entries.at(-1)?.isIntersecting ?? true;
      if (!seen) this.#hidden ??= new Promise((resolve) => (this.#show = resolve));
      else {
        this.#show();
        this.#hidden = undefined;
      }
    }).observe(figure);
  }

  /** Resolves at once while the figure is on the screen, else when it comes back. @returns {Promise<void>} */
  async seen() {
    await this.#hidden;
  }
}
