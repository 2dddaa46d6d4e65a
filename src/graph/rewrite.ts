import { create } from '@bufbuild/protobuf';
import type { Anatomy } from './anatomy';
import { declaredTypes, dtypeOf } from './dtype';
import { elementName, isFloat } from './elements';
import { dimsOf, typeOf } from './feeds';
import type { OnnxGraph } from './file';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType as Type,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from './onnx_pb';
import type { ModelProto, NodeProto, TensorProto, ValueInfoProto } from './onnx_pb';
import { skipNorms } from './residual';
import { readsOf, wire } from './wiring';
import type { Use, Wiring } from './wiring';

/** Sizes of a tensor: numbers, and names for what the caller decides. */
export type Shape = (number | string)[];

/**
 * A graph being rewritten. The original is never changed: nodes are copied before they are rewired, and only
 * what the outputs need is kept at the end, since onnxruntime runs every node whatever is fetched.
 * Names of its own begin with `babelscope/`, inputs and outputs excepted.
 */
export class Rewrite {
  readonly wiring: Wiring;
  private readonly nodes: NodeProto[];
  private readonly added: NodeProto[] = [];
  private readonly constants: TensorProto[] = [];
  private readonly inputs: ValueInfoProto[];
  private readonly outputs: ValueInfoProto[] = [];
  private readonly declared: Map<string, number>;
  private readonly casts = new Map<string, string>();

  constructor(
    readonly graph: OnnxGraph,
    readonly anatomy: Anatomy,
  ) {
    this.wiring = wire(graph.model.graph!);
    this.declared = declaredTypes(graph.model.graph!);
    this.nodes = [...this.wiring.nodes];
    const { logitsToKeep } = anatomy.inputs;
    this.inputs = graph.model.graph!.input.filter(
      ({ name }) => this.wiring.inputs.has(name) && name !== logitsToKeep,
    );
    const keep = graph.model.graph!.input.find(({ name }) => name === logitsToKeep);
    if (keep) {
      const dims = dimsOf(keep).map(() => 1n);
      const zero = { name: keep.name, dataType: Type.INT64, dims, rawData: new Uint8Array(8) };
      this.constants.push(create(TensorProtoSchema, zero));
    }
  }

  /** Adds an input and returns its name. */
  input(name: string, type: Type, shape: Shape): string {
    this.inputs.push(valueInfo(name, type, shape));
    return name;
  }

  /** Makes a tensor an output under a name of its own. */
  output(name: string, tensor: string, type: Type, shape: Shape): void {
    if (name !== tensor) this.node('Identity', [tensor], {}, name);
    this.outputs.push(valueInfo(name, type, shape));
  }

  /** Keeps an output of the original graph as it is. */
  keepOutput(name: string): void {
    const output = this.graph.model.graph!.output.find((candidate) => candidate.name === name);
    if (output) this.outputs.push(output);
  }

  /** Adds a node with one output and returns that output's name. */
  node(opType: string, input: string[], integers: Record<string, number> = {}, output?: string): string {
    const name = output ?? `babelscope/${opType}_${this.added.length}`;
    const attribute = Object.entries(integers).map(([key, value]) =>
      create(AttributeProtoSchema, { name: key, type: AttributeType.INT, i: BigInt(value) }),
    );
    this.added.push(create(NodeProtoSchema, { name, opType, input, output: [name], attribute }));
    return name;
  }

  /** Adds an int64 vector. */
  integers(...values: number[]): string {
    const name = `babelscope/integers_${values.join('_')}`;
    if (!this.constants.some((tensor) => tensor.name === name)) {
      const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
      const dims = [BigInt(values.length)];
      this.constants.push(create(TensorProtoSchema, { name, dataType: Type.INT64, dims, rawData }));
    }
    return name;
  }

  /** Adds one number, of a float type. */
  number(value: number, type: Type = Type.FLOAT): string {
    const name = `babelscope/number_${value}`;
    if (!this.constants.some((tensor) => tensor.name === name)) {
      const rawData = new Uint8Array(Float32Array.of(value).buffer);
      this.constants.push(create(TensorProtoSchema, { name, dataType: Type.FLOAT, rawData }));
    }
    return this.cast(name, Type.FLOAT, type);
  }

  /** The tensor cast to another element type; unchanged if it already has that type. */
  cast(tensor: string, from: Type, to: Type): string {
    if (from === to) return tensor;
    const key = `${tensor}\n${to}`;
    const done = this.casts.get(key) ?? this.node('Cast', [tensor], { to });
    this.casts.set(key, done);
    return done;
  }

  /** Element type of a tensor of the original graph. */
  dtype(tensor: string): Type {
    return dtypeOf(this.wiring, this.declared, tensor);
  }

  /** The tensor that a node currently reads. */
  read({ node, slot }: Use): string {
    return this.nodes[node].input[slot];
  }

  /** The node that makes a residual and normalizes it in one go, if one does. */
  skipNormOf(residual: string): number | undefined {
    const node = this.wiring.producers.get(residual);
    return node !== undefined && skipNorms.has(this.wiring.nodes[node].opType) ? node : undefined;
  }

  /** Replaces a node. */
  replace(node: number, change: Partial<Pick<NodeProto, 'opType' | 'domain' | 'input' | 'output'>>): void {
    this.nodes[node] = { ...this.nodes[node], ...change };
  }

  /** Renames a tensor that a node computes, and returns the new name. */
  rename(tensor: string, name: string): string {
    const node = this.wiring.producers.get(tensor)!;
    this.replace(node, {
      output: this.nodes[node].output.map((output) => (output === tensor ? name : output)),
    });
    this.rewireAll(tensor, name);
    return name;
  }

  /** Makes one reader of a tensor read another one. */
  rewire({ node, slot }: Use, tensor: string): void {
    const input = this.nodes[node].input.map((name, index) => (index === slot ? tensor : name));
    this.replace(node, { input });
  }

  /**
   * Makes nodes that ask for the shape of something made before a tensor ask these instead: `hidden`
   * [batch, sequence, width] for floats, `tokens` [batch, sequence] for the rest.
   */
  rewireShapesBefore(tensor: string, { hidden, tokens }: { hidden: string; tokens: string }): void {
    const end = this.wiring.producers.get(tensor) ?? -1;
    this.wiring.nodes.forEach(({ opType, input: [of] }, node) => {
      if (opType !== 'Shape' || this.wiring.constants.has(of) || (this.wiring.producers.get(of) ?? -1) > end)
        return;
      this.rewire({ node, slot: 0 }, isFloat(this.dtype(of)) ? hidden : tokens);
    });
  }

  /** Makes all readers of a tensor read another one. */
  rewireAll(from: string, to: string): void {
    for (const use of this.wiring.uses.get(from) ?? []) if (use.slot >= 0) this.rewire(use, to);
  }

  /** The new model, and the inputs it still needs. */
  finish(): { model: ModelProto; inputs: { name: string; type: string; shape: Shape }[]; outputs: string[] } {
    const nodes = this.sorted();
    const read = new Set(nodes.flatMap(readsOf));
    const { initializer, sparseInitializer } = this.graph.model.graph!;
    const input = this.inputs.filter(({ name }) => read.has(name));
    const model = create(ModelProtoSchema, {
      irVersion: this.graph.model.irVersion < 4n ? 4n : this.graph.model.irVersion,
      opsetImport: this.graph.model.opsetImport,
      functions: this.graph.model.functions,
      producerName: 'babelscope',
      graph: create(GraphProtoSchema, {
        name: 'babelscope',
        node: nodes,
        initializer: [...initializer, ...this.constants].filter(({ name }) => read.has(name)),
        sparseInitializer: sparseInitializer.filter(({ values }) => read.has(values?.name ?? '')),
        input,
        output: this.outputs,
      }),
    });
    return { model, inputs: input.map(describeInput), outputs: this.outputs.map(({ name }) => name) };
  }

  /** The nodes that the outputs need, each after what it reads; original nodes stay in their order. */
  private sorted(): NodeProto[] {
    const all = [...this.nodes, ...this.added];
    const producers = new Map(all.flatMap((node) => node.output.map((name) => [name, node] as const)));
    const needed = new Set<NodeProto>();
    const queue = this.outputs.map(({ name }) => name);
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      const node = producers.get(name);
      if (name === '' || !node || needed.has(node)) continue;
      needed.add(node);
      queue.push(...readsOf(node));
    }
    const sorted: NodeProto[] = [];
    const done = new Set<NodeProto>();
    const place = (node: NodeProto): void => {
      if (done.has(node)) return;
      done.add(node);
      for (const name of readsOf(node)) {
        const before = producers.get(name);
        if (name !== '' && before) place(before);
      }
      sorted.push(node);
    };
    // Only chains of added nodes recurse: an original node's producers stand before it and are placed already.
    for (const node of all) if (needed.has(node)) place(node);
    return sorted;
  }
}

function valueInfo(name: string, elemType: Type, shape: Shape): ValueInfoProto {
  const dim = shape.map((size) => ({
    value:
      typeof size === 'number'
        ? { case: 'dimValue' as const, value: BigInt(size) }
        : { case: 'dimParam' as const, value: size },
  }));
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType, shape: { dim } } } },
  });
}

function describeInput(input: ValueInfoProto): { name: string; type: string; shape: Shape } {
  return { name: input.name, type: elementName(typeOf(input)), shape: dimsOf(input) };
}
