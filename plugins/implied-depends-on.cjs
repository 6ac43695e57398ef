'use strict';
/**
 * The framework writes DependsOn entries that a Ref or GetAtt of the same resource already implies; cfn-lint warns of each
 * (W3005). This plugin takes those out of the compiled template and leaves every other entry alone.
 */
module.exports = class ImpliedDependsOn {
  constructor(serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Resources } = serverless.service.provider.compiledCloudFormationTemplate;
        for (const resource of Object.values(Resources)) withoutImplied(resource);
      },
    };
  }
};

const withoutImplied = (resource) => {
  if (resource.DependsOn === undefined) return;
  const text = JSON.stringify(resource.Properties ?? {});
  const implied = (id) =>
    text.includes(`{"Ref":"${id}"}`) ||
    text.includes(`{"Fn::GetAtt":["${id}",`) ||
    text.includes(`\${${id}}`) ||
    text.includes(`\${${id}.`);
  const left = [resource.DependsOn].flat().filter((id) => !implied(id));
  if (left.length > 0) resource.DependsOn = left;
  else delete resource.DependsOn;
};
