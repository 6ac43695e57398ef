/** The rules for names in ECS, each with the page that states it. */

const lettersDigitsDashes = /^[A-Za-z0-9_-]{1,255}$/;

/**
 * Clusters: up to 255 letters, digits, hyphens and underscores.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html
 */
export const isClusterName = (name: string): boolean => lettersDigitsDashes.test(name);

/**
 * Services: the same alphabet. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */
export const isServiceName = (name: string): boolean => lettersDigitsDashes.test(name);

/**
 * Families of task definitions: the same alphabet.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export const isFamilyName = (name: string): boolean => lettersDigitsDashes.test(name);

/**
 * Containers: the same alphabet.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export const isContainerName = (name: string): boolean => lettersDigitsDashes.test(name);

/**
 * Custom attributes: name of 1 to 128 letters, digits, `-_./\`.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Attribute.html
 */
export const isAttributeName = (name: string): boolean => /^[A-Za-z0-9_./\\-]{1,128}$/.test(name);

/** Values of custom attributes: 1 to 128 letters, digits, `-_.@/\:` and inner spaces. */
export const isAttributeValue = (value: string): boolean =>
  /^[A-Za-z0-9_.@/\\: -]{1,128}$/.test(value) && value === value.trim();

/** The group that ECS gives to a task that belongs to a service. */
export const serviceGroup = (service: string): string => `service:${service}`;

/** The group that ECS gives to a task run on its own without a group. */
export const familyGroup = (family: string): string => `family:${family}`;
