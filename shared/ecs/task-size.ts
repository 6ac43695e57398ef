/**
 * Sizes of whole tasks are text: CPU units (`256`) or vCPUs (`.25 vCPU`), MiB (`512`) or GB (`0.5 GB`). ECS converts them
 * when the definition is registered.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
 */

/** CPU units, or undefined when the text is no size. */
export const parseCpu = (text: string): number | undefined => {
  const vcpus = /^\s*(\d{0,6}(?:\.\d{1,6})?)\s*vcpus?\s*$/i.exec(text)?.[1];
  return vcpus === undefined ? wholeNumber(text) : scaled(vcpus, 1_024);
};

/** MiB, or undefined when the text is no size. */
export const parseMemory = (text: string): number | undefined => {
  const gigabytes = /^\s*(\d{0,6}(?:\.\d{1,6})?)\s*gb\s*$/i.exec(text)?.[1];
  return gigabytes === undefined ? wholeNumber(text) : scaled(gigabytes, 1_024);
};

const wholeNumber = (text: string): number | undefined => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined);

const scaled = (decimal: string, by: number): number | undefined =>
  /\d/.test(decimal) ? Math.floor(Number(decimal) * by) : undefined;
