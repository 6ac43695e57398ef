/** CloudFormation's intrinsic functions as plain data, before anything is known of the resources that they name. */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | Reference
  | Attribute
  | Substitution
  | Joining
  | readonly TemplateValue[]
  | { readonly [key: string]: TemplateValue };
export interface Reference {
  readonly Ref: string;
}
export interface Attribute {
  readonly 'Fn::GetAtt': readonly [resource: string, attribute: string];
}
export interface Substitution {
  readonly 'Fn::Sub': string | readonly [text: string, values: { readonly [name: string]: TemplateValue }];
}
export interface Joining {
  readonly 'Fn::Join': readonly [separator: string, parts: readonly TemplateValue[]];
}

/** What a resource is to those that name it. */
export interface Deployed {
  /** What `Ref` gives: a name, a URL, an ARN, by the type of resource. */
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}
/** Finds a resource by its logical id, creating it first where it is not there yet. */
export type Lookup = (logicalId: string) => Promise<Deployed>;

/** The value with every intrinsic function replaced by what it stands for, one after the other in the order of the file. */
export const evaluated = async (value: TemplateValue, lookup: Lookup): Promise<unknown> => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return inOrder(value as readonly TemplateValue[], (item) => evaluated(item, lookup));
  const [[name, argument] = ['', null], ...more] = Object.entries(value);
  if (more.length === 0) {
    if (name === 'Ref') return (await lookup(String(argument))).ref;
    if (name === 'Fn::GetAtt') return attributeOf(pathOf(argument), lookup);
    if (name === 'Fn::Sub') return substitution(argument as Substitution['Fn::Sub'], lookup);
    if (name === 'Fn::Join') {
      const [separator, parts] = argument as unknown as Joining['Fn::Join'];
      return ((await evaluated(parts, lookup)) as string[]).join(separator);
    }
  }
  const entries = Object.entries(value);
  return Object.fromEntries(
    await inOrder(entries, async ([key, item]) => [key, await evaluated(item, lookup)] as const),
  );
};

const inOrder = async <Given, Made>(items: readonly Given[], make: (item: Given) => Promise<Made>): Promise<Made[]> => {
  const made: Made[] = [];
  for (const item of items) made.push(await make(item));
  return made;
};

const attributeOf = async ([resource, attribute]: Attribute['Fn::GetAtt'], lookup: Lookup): Promise<string> => {
  const value = (await lookup(resource)).attributes[attribute];
  if (value === undefined) throw new Error(`${resource} has no attribute ${attribute} here`);
  return value;
};

/** `[Queue, Arn]` or `Queue.Arn`. */
const pathOf = (argument: TemplateValue): Attribute['Fn::GetAtt'] => {
  if (Array.isArray(argument)) return argument as unknown as Attribute['Fn::GetAtt'];
  const [resource = '', attribute = ''] = String(argument).split(/\.(.*)/s);
  return [resource, attribute];
};

/** Names are looked for among the values given beside the text first. `${!Name}` stays as `${Name}`. */
const substitution = async (argument: Substitution['Fn::Sub'], lookup: Lookup): Promise<string> => {
  const [text, values] = typeof argument === 'string' ? [argument, {}] : argument;
  const own = (await evaluated(values, lookup)) as Record<string, unknown>;
  // Every second part is a name.
  const replaced = await inOrder([...text.split(/\$\{([^}]+)\}/).entries()], async ([index, part]) => {
    if (index % 2 === 0) return part;
    if (part.startsWith('!')) return `\${${part.slice(1)}}`;
    if (Object.hasOwn(own, part)) return String(own[part]);
    return part.includes('.') ? attributeOf(pathOf(part), lookup) : (await lookup(part)).ref;
  });
  return replaced.join('');
};
