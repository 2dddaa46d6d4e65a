import { GraphError } from './error';
import type { GraphProto, NodeProto, TensorProto } from './onnx_pb';

/** A node that reads a tensor: `slot` is its place among the node's inputs, -1 inside a subgraph. */
export interface Use {
  node: number;
  slot: number;
}

/** A graph, indexed. Nodes are numbers: their place in the graph, which ONNX requires to be sorted. */
export interface Wiring {
  nodes: NodeProto[];
  /** tensor → the node that computes it */
  producers: Map<string, number>;
  /** tensor → the nodes that read it */
  uses: Map<string, Use[]>;
  initializers: Map<string, TensorProto>;
  /** Tensors that are the same for every input: weights, and what is computed from weights alone. */
  constants: Set<string>;
  /** What the caller has to feed. */
  inputs: Set<string>;
}

/**
 * Indexes a graph and checks what every later step relies on: each tensor is made once and before it is read.
 * @throws GraphError `malformed`, naming the node
 */
export function wire(graph: GraphProto): Wiring {
  const initializers = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const inputs = new Set(graph.input.map(({ name }) => name).filter((name) => !initializers.has(name)));
  const constants = new Set([
    ...initializers.keys(),
    ...graph.sparseInitializer.map((s) => s.values?.name ?? ''),
  ]);
  const known = new Set([...constants, ...inputs]);
  const producers = new Map<string, number>();
  const uses = new Map<string, Use[]>();

  graph.node.forEach((node, index) => {
    const reads = [
      ...node.input.map((name, slot) => ({ name, slot })),
      ...capturedBy(node).map((name) => ({ name, slot: -1 })),
    ].filter(({ name }) => name !== '');
    for (const { name, slot } of reads) {
      if (!known.has(name)) {
        throw malformed(`${describe(node)} reads “${name}”, which nothing before it makes`);
      }
      const list = uses.get(name);
      if (list) list.push({ node: index, slot });
      else uses.set(name, [{ node: index, slot }]);
    }
    const constant = !node.opType.startsWith('Random') && reads.every(({ name }) => constants.has(name));
    for (const name of node.output) {
      if (name === '') continue;
      if (known.has(name)) throw malformed(`${describe(node)} makes “${name}”, which exists already`);
      known.add(name);
      producers.set(name, index);
      if (constant) constants.add(name);
    }
  });
  for (const { name } of graph.output) {
    if (!known.has(name)) throw malformed(`nothing makes the output “${name}”`);
  }
  return { nodes: graph.node, producers, uses, initializers, constants, inputs };
}

/** A node's description for messages: its name and kind. */
export function describe(node: NodeProto): string {
  const domain = node.domain === '' || node.domain === 'ai.onnx' ? '' : `${node.domain}.`;
  return `node “${node.name || node.output[0]}” (${domain}${node.opType})`;
}

/** The node that computes a tensor, if a node does. */
export function producerOf(wiring: Wiring, tensor: string): NodeProto | undefined {
  const index = wiring.producers.get(tensor);
  return index === undefined ? undefined : wiring.nodes[index];
}

/** Nodes that read a tensor's values, not only its shape. */
export function dataUses(wiring: Wiring, tensor: string): Use[] {
  return (wiring.uses.get(tensor) ?? []).filter(({ node }) => !readsShapeOnly(wiring.nodes[node]));
}

/**
 * Every tensor whose values a tensor is computed from, itself included; the search does not go past `stop`.
 * Shapes do not count: half of an exported graph depends on the embedding's shape.
 */
export function ancestors(
  wiring: Wiring,
  tensor: string,
  stop: ReadonlySet<string> = new Set(),
): Set<string> {
  const seen = new Set([tensor]);
  const queue = [tensor];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (stop.has(name)) continue;
    const node = producerOf(wiring, name);
    if (!node || readsShapeOnly(node)) continue;
    for (const input of readsOf(node)) {
      if (input !== '' && !seen.has(input) && !wiring.constants.has(input)) {
        seen.add(input);
        queue.push(input);
      }
    }
  }
  return seen;
}

/** Every tensor a node reads: its inputs, and what its subgraphs (If, Loop) take from the graph around them. */
export function readsOf(node: NodeProto): string[] {
  const names = capturedBy(node);
  return names.length > 0 ? [...node.input, ...names] : node.input;
}

function capturedBy(node: NodeProto): string[] {
  const graphs = node.attribute.flatMap(({ g, graphs: more }) => (g ? [g, ...more] : more));
  return graphs.flatMap(captured);
}

function captured(graph: GraphProto): string[] {
  const own = new Set([
    ...graph.input.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name),
    ...graph.node.flatMap(({ output }) => output),
  ]);
  const read = graph.node.flatMap((node) => readsOf(node));
  const names = [...read, ...graph.output.map(({ name }) => name)];
  return [...new Set(names)].filter((name) => name !== '' && !own.has(name));
}

function readsShapeOnly(node: NodeProto): boolean {
  return node.opType === 'Shape' || node.opType === 'Size';
}

function malformed(what: string): GraphError {
  return new GraphError('malformed', `The model's graph is damaged: ${what}. Export the model again.`);
}
