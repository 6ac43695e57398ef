/** The parameters of a command: checked against its document, and put in their places. */
import { AwsError } from '../../kernel/aws-error.ts';
import type { DocumentContent, Step } from './document.ts';

export type Parameters = Readonly<Record<string, readonly string[]>>;

/** What was given, with the defaults of the document. Throws InvalidParameters; the texts are not AWS's own. */
export const parametersFor = (document: DocumentContent, given: Parameters): Parameters => {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(document.parameters, name));
  if (unknown.length > 0) throw invalid(`The document has no parameter ${unknown.join(', ')}.`);
  return Object.fromEntries(
    Object.entries(document.parameters).map(([name, rules]) => {
      const values = given[name] ?? rules.defaultValue;
      if (values === undefined) throw invalid(`A value for the parameter ${name} is required.`);
      if (rules.type === 'String' && values.length !== 1) throw invalid(`The parameter ${name} takes one value.`);
      for (const value of values) {
        if (rules.allowedValues !== undefined && !rules.allowedValues.includes(value))
          throw invalid(`The value of ${name} must be one of ${rules.allowedValues.join(', ')}.`);
        if (rules.allowedPattern !== undefined && !new RegExp(`^(?:${rules.allowedPattern})$`).test(value))
          throw invalid(`The value of ${name} does not match the pattern ${rules.allowedPattern}.`);
      }
      return [name, values];
    }),
  );
};

export interface FilledStep {
  readonly script: string;
  readonly timeoutSeconds: number;
  readonly workingDirectory: string | undefined;
}

/** "The default value is 3600"; at most 48 hours. */
const usualTimeoutSeconds = 3_600;

export const fill = (step: Step, parameters: Parameters): FilledStep => {
  const timeout = Number(
    step.timeoutSeconds === undefined ? usualTimeoutSeconds : text(step.timeoutSeconds, parameters),
  );
  return {
    script: step.runCommand.flatMap((line) => lines(line, parameters)).join('\n'),
    timeoutSeconds: Number.isFinite(timeout) && timeout > 0 ? timeout : usualTimeoutSeconds,
    workingDirectory:
      step.workingDirectory === undefined ? undefined : text(step.workingDirectory, parameters) || undefined,
  };
};

/** A line that is nothing but a reference is as many lines as the parameter has values. */
const lines = (line: string, parameters: Parameters): readonly string[] => {
  const name = /^\{\{\s*([\w-]+)\s*\}\}$/.exec(line.trim())?.[1];
  return name !== undefined && Object.hasOwn(parameters, name) ? (parameters[name] ?? []) : [text(line, parameters)];
};

const text = (template: string, parameters: Parameters): string =>
  template.replace(/\{\{\s*([\w-]+)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(parameters, name) ? (parameters[name] ?? []).join('\n') : whole,
  );

const invalid = (why: string): AwsError => new AwsError('InvalidParameters', why);
