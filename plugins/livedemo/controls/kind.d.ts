/** A sentence of the catalogue (livedemo_site/sentences), in the site's language. */
export type Say = (key: string, values?: Record<string, string | number>) => string;

/**
 * How a page handles one kind of control: what the module beside its Python class exports by default.
 *
 * `elements` are those that carry the control's name in the figure's form, in order. What a kind leaves
 * out is done as `control.js` does it, for one element with a string as its value. A control whose value
 * changes by the reader's hand fires a bubbling `input` event on one of its elements.
 */
export interface Kind {
  /** The value that the control shows, as the demo's Python gets it. */
  read?(elements: HTMLElement[]): unknown;
  /** Show a value where the control can. */
  write?(elements: HTMLElement[], value: unknown): void;
  /** Bring what stands beside the value up to date: it was written, or the reader has turned it. */
  shown?(elements: HTMLElement[]): void;
  /**
   * The value that a text in a link stands for. Throws a `RangeError` whose message goes on after the
   * control's name: "must be yes or no, not …", with the text as `quoted`. `say` gives a sentence of the site's catalogue.
   */
  parse?(elements: HTMLElement[], text: string, quoted: string, say: Say): unknown;
  /** Whether a link to the figure's state names this value; by default each is named. */
  linked?(value: unknown): boolean;
  /** The value that it falls back to when another control is turned; undefined where it stays. */
  back?(elements: HTMLElement[]): unknown;
  /** The values of other controls that the reader's hand on this one brings with it. */
  brings?(elements: HTMLElement[]): Record<string, unknown>;
  /** Listen to more than `input` and `change`, until the signal. */
  listen?(elements: HTMLElement[], signal: AbortSignal): void;
  /** Whether the reader types it, letter by letter. */
  typed?: boolean;
}
