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
  readonly 'Fn::Sub': string;
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

/** The value with every intrinsic function replaced by what it stands for. */
export const evaluated = async (value: TemplateValue, lookup: Lookup): Promise<unknown> => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map((item: TemplateValue) => evaluated(item, lookup)));
  const [[name, argument] = ['', null], ...more] = Object.entries(value);
  if (more.length === 0) {
    if (name === 'Ref') return (await lookup(String(argument))).ref;
    if (name === 'Fn::GetAtt') return attributeOf(argument as Attribute['Fn::GetAtt'], lookup);
    if (name === 'Fn::Sub') return substituted(String(argument), lookup);
    if (name === 'Fn::Join') {
      const [separator, parts] = argument as unknown as Joining['Fn::Join'];
      return ((await evaluated(parts, lookup)) as string[]).join(separator);
    }
  }
  const entries = Object.entries(value).map(async ([key, item]) => [key, await evaluated(item, lookup)] as const);
  return Object.fromEntries(await Promise.all(entries));
};

const attributeOf = async ([resource, attribute]: Attribute['Fn::GetAtt'], lookup: Lookup): Promise<string> => {
  const value = (await lookup(resource)).attributes[attribute];
  if (value === undefined) throw new Error(`${resource} has no attribute ${attribute} here`);
  return value;
};

const substituted = async (text: string, lookup: Lookup): Promise<string> => {
  const parts = text.split(/\$\{([^}]+)\}/);
  const replaced = parts.map(async (part, index) => {
    if (index % 2 === 0) return part;
    const [resource = '', attribute] = part.split(/\.(.*)/s);
    return attribute === undefined ? (await lookup(resource)).ref : attributeOf([resource, attribute], lookup);
  });
  return (await Promise.all(replaced)).join('');
};
