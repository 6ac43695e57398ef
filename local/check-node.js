// Plain JavaScript on purpose: it must run, and explain itself, on a Node that cannot read TypeScript.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Quaymaster needs Node 22.18 or newer and found ${process.versions.node}: run "npm ci" again with optional packages allowed (it brings Node 24 along), or install Node 24.`,
  );
  process.exit(1);
}
