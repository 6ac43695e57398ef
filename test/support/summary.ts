import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends `npm test` with one plain line that CI reads: `N passed, N failed`.
 * Failed counts failed tests, files that did not load, suites whose hooks failed, and errors nobody caught.
 */
export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const failedTests = tests.filter((test) => test.result().state === 'failed').length;
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const failed = failedTests + suites.filter((suite) => suite.errors().length > 0).length + unhandled.length;
    if (failed > 0 || passed === 0) process.exitCode = 1;
    console.log(`${passed} passed, ${failed} failed`);
  }
}
