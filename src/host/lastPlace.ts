import type { Memento } from 'vscode';
import { documentOf, readerOf } from './editor/document';
import { passageOf } from './editor/read';
import { memoryKeys } from '../app/identifiers';
import type { Passage } from '../app/inspection/passage';

interface Place {
  uri: string;
  /** UTF-16 offsets, `[start, end]`. */
  ranges: [number, number][];
}

/** Where the last result came from, kept through a reload of the window: places only, never text. */
export class LastPlace {
  #kept: Passage | undefined;

  constructor(private readonly memory: Memento) {}

  keep(passage: Passage): void {
    if (passage === this.#kept) return;
    this.#kept = passage;
    const ranges = passage.segments.map(({ start, text }) => [start, start + text.length]);
    void this.memory.update(memoryKeys.lastPlace, { uri: passage.uri, ranges });
  }

  /** The text now at that place; undefined if it is gone. */
  async recall(): Promise<Passage | undefined> {
    const place = this.memory.get<Place>(memoryKeys.lastPlace);
    if (!place) return undefined;
    try {
      const document = await documentOf(place.uri);
      const read = readerOf(document);
      const segments = place.ranges.map(([start, end]) => ({ start, text: read(start, end - start) }));
      const whole = segments.every(
        ({ start, text }, index) => start + text.length === place.ranges[index][1],
      );
      return whole ? passageOf(document, segments) : undefined;
    } catch {
      return undefined;
    }
  }
}
