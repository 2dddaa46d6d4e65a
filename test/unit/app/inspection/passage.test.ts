import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Anchors, type Edit, type Passage } from '../../../../src/app/inspection/passage';

/** A document in memory, changed as an editor changes it. */
class Document {
  constructor(public text: string) {}

  readonly read = (start: number, length: number) => this.text.slice(start, start + length);

  replace(offset: number, length: number, inserted: string): Edit {
    this.text = this.text.slice(0, offset) + inserted + this.text.slice(offset + length);
    return { offset, length, inserted: inserted.length };
  }
}

function anchor(document: Document, ...ranges: [number, number][]): Anchors {
  const segments = ranges.map(([start, end]) => ({ start, text: document.text.slice(start, end) }));
  return new Anchors({ uri: 'file:///a', segments, source: { name: 'a', lines: [1, 1] } });
}

const standsWhereItSays = (document: Document, passage: Passage) =>
  passage.segments.every(({ start, text }) => document.read(start, text.length) === text);

describe('An inspected passage', () => {
  it('moves along when text before it is edited', () => {
    const document = new Document('Bonjour. Where is 駅?');
    const anchors = anchor(document, [9, 20]);
    assert.equal(anchors.follow([document.replace(0, 7, 'Salut à tous')], document.read), false);
    assert.equal(anchors.stale, false);
    assert.deepEqual(anchors.passage.segments, [{ start: 14, text: 'Where is 駅?' }]);
  });

  it('does not mind edits after it', () => {
    const document = new Document('one two three');
    const anchors = anchor(document, [0, 3]);
    anchors.follow([document.replace(3, 4, '')], document.read);
    assert.equal(anchors.stale, false);
  });

  it('goes stale when its own text is edited, and heals when that is undone', () => {
    const document = new Document('one two three');
    const anchors = anchor(document, [4, 7]);
    assert.equal(anchors.follow([document.replace(5, 1, 'oo')], document.read), true);
    assert.equal(anchors.stale, true);
    assert.equal(anchors.follow([document.replace(5, 2, 'w')], document.read), true);
    assert.equal(anchors.stale, false);
  });

  it('goes stale when the line endings around it change, which is told without any edit', () => {
    const document = new Document('one\ntwo\nthree');
    const anchors = anchor(document, [4, 7]);
    document.text = document.text.replaceAll('\n', '\r\n');
    assert.equal(anchors.follow([], document.read), true);
    assert.equal(anchors.stale, true);
  });

  it('of two selections moves only the later one when the text between them changes', () => {
    const document = new Document('aaa bbb ccc');
    const anchors = anchor(document, [0, 3], [8, 11]);
    anchors.follow([document.replace(4, 3, 'b')], document.read);
    assert.equal(anchors.stale, false);
    assert.deepEqual(
      anchors.passage.segments.map((segment) => segment.start),
      [0, 6],
    );
  });

  it('is never called fresh while its text stands elsewhere, whatever is edited', () => {
    const edit = fc.record({ at: fc.nat(60), length: fc.nat(6), inserted: fc.string({ maxLength: 6 }) });
    let fresh = 0;
    fc.assert(
      fc.property(
        fc.string({ minLength: 20, maxLength: 60 }),
        fc.nat(10),
        fc.integer({ min: 1, max: 9 }),
        fc.array(edit, { maxLength: 8 }),
        (text, start, length, edits) => {
          const document = new Document(text);
          const anchors = anchor(document, [start, start + length]);
          for (const { at, length: cut, inserted } of edits) {
            const offset = Math.min(at, document.text.length);
            const removed = Math.min(cut, document.text.length - offset);
            anchors.follow([document.replace(offset, removed, inserted)], document.read);
            assert.equal(standsWhereItSays(document, anchors.passage), !anchors.stale);
            if (!anchors.stale) fresh++;
          }
        },
      ),
      { numRuns: 2000 },
    );
    assert.ok(fresh > 1000);
  });
});
