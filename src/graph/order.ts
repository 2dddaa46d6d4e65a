import type { GraphProto, NodeProto } from './onnx_pb';
import { readsOf } from './wiring';

/**
 * Puts every node after those that it reads from. ONNX asks for this order, but converters to half precision append
 * their casts at the end, and onnxruntime takes that. Nodes in order stay as they are; in a circle there is no order,
 * and who reads the graph next finds that.
 */
export function sortNodes(graph: GraphProto): void {
  const makers = new Map<string, number>();
  graph.node.forEach(({ output }, index) => {
    for (const name of output) if (name !== '') makers.set(name, index);
  });
  const before = graph.node.map((node) => readsOf(node).flatMap((name) => makers.get(name) ?? []));
  if (before.every((reads, index) => reads.every((maker) => maker < index))) return;

  const sorted: NodeProto[] = [];
  const seen = new Set<number>();
  const open: { index: number; next: number }[] = [];
  const begin = (index: number) => {
    if (seen.has(index)) return;
    seen.add(index);
    open.push({ index, next: 0 });
  };
  graph.node.forEach((_, root) => {
    begin(root);
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const { index } = top;
      const reads = before[index];
      if (top.next < reads.length) {
        begin(reads[top.next++]);
      } else {
        sorted.push(graph.node[index]);
        open.pop();
      }
    }
  });
  graph.node = sorted;
}
