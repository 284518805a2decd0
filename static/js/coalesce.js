// One fetch in flight per stream. Events that arrive meanwhile are remembered as one number, and lead to
// exactly one more fetch; an event the page already has leads to none.

export class Coalescer {
  /** `have` is the seq the page shows; `fetch(seq)` returns a promise of the seq then shown, or null when it
   *  was put off (the person is typing) or failed: it stays wanted, and `nudge()` asks again. */
  constructor(have, fetch) {
    this.have = have;
    this.wanted = have;
    this.fetch = fetch;
    this.running = null;
  }

  get behind() {
    return this.wanted > this.have;
  }

  /** An event with this seq was heard. */
  heard(seq) {
    if (seq <= this.wanted) return this.running;
    this.wanted = seq;
    return this.nudge();
  }

  /** Fetch if something is wanted and nothing is in flight. */
  nudge() {
    if (this.running || !this.behind) return this.running;
    this.running = this.run().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async run() {
    while (this.behind) {
      const asked = this.wanted;
      const shown = await this.fetch(asked);
      if (shown === null) return;
      // The answer is at least as new as the question: a page that reports less must not make us ask for ever.
      this.have = Math.max(this.have, asked, shown);
      this.wanted = Math.max(this.wanted, this.have);
    }
  }
}
