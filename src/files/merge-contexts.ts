import type { ContextTable, Passage } from './contexts';

/**
 * The strongest contexts of several runs on one model, over the same languages. The shards of a run give what
 * one run keeps, except for the order of equally strong ones.
 *
 * @param tables of one shape, at least one
 */
export function mergeContexts(tables: readonly ContextTable[]): ContextTable {
  const [first] = tables;
  const entries = first.activation.length;
  const merged: ContextTable = {
    ...first,
    activation: new Float32Array(entries),
    place: new Int32Array(entries).fill(-1),
    files: [...new Set(tables.flatMap(({ files }) => files))],
  };
  const places: number[] = [];
  const passages: Passage[] = [];
  const bases = tables.map((table) => {
    const base = { place: places.length / 3, passage: passages.length };
    for (let i = 0; i < table.places.length; i += 3) {
      places.push(table.places[i] + base.passage, table.places[i + 1], table.places[i + 2]);
    }
    for (const passage of table.passages) {
      passages.push({ ...passage, file: merged.files.indexOf(table.files[passage.file]) });
    }
    return base;
  });
  const next = tables.map(() => 0);
  for (let from = 0; from < entries; from += first.slots) {
    next.fill(from);
    for (let to = from; to < from + first.slots; to++) {
      let best = -1;
      tables.forEach((table, i) => {
        if (next[i] >= from + first.slots || table.place[next[i]] < 0) return;
        if (best < 0 || table.activation[next[i]] > tables[best].activation[next[best]]) best = i;
      });
      if (best < 0) break;
      const at = next[best]++;
      merged.activation[to] = tables[best].activation[at];
      merged.place[to] = tables[best].place[at] + bases[best].place;
    }
  }
  return packContexts({ ...merged, places: Int32Array.from(places), passages });
}

/** Whether the contexts can be merged. */
export function areAlike(tables: readonly ContextTable[]): boolean {
  const [first] = tables;
  return tables.every(
    (table) =>
      table.model === first.model &&
      table.languages.join() === first.languages.join() &&
      table.layers === first.layers &&
      table.dMlp === first.dMlp &&
      table.slots === first.slots,
  );
}

/** Removes unused places and passages; the rest keep their order. */
export function packContexts(table: ContextTable): ContextTable {
  const { places, passages } = table;
  const used = new Uint8Array(places.length / 3);
  for (const at of table.place) if (at >= 0) used[at] = 1;
  const newPlace = new Int32Array(used.length).fill(-1);
  const newPassage = new Int32Array(passages.length).fill(-1);
  const keptPassages: Passage[] = [];
  const kept: number[] = [];
  used.forEach((is, at) => {
    if (is === 0) return;
    const passage = places[3 * at];
    if (newPassage[passage] < 0) newPassage[passage] = keptPassages.push(passages[passage]) - 1;
    newPlace[at] = kept.push(newPassage[passage], places[3 * at + 1], places[3 * at + 2]) / 3 - 1;
  });
  for (let i = 0; i < table.place.length; i++) {
    if (table.place[i] >= 0) table.place[i] = newPlace[table.place[i]];
  }
  return { ...table, places: Int32Array.from(kept), passages: keptPassages };
}
