import { describe, expect, test } from 'vitest';
import { portTaken, readSettings, welcome } from '../../local/runtime/welcome.ts';

describe('the settings of npm start', () => {
  test('have presets, also for empty values', () => {
    const presets = {
      ...{ seed: undefined, speed: 20, throttling: false, region: 'us-east-1' },
      ...{ port: 8787, awsPort: 4566, logLevel: 'ERROR' },
    };
    expect(readSettings({})).toEqual(presets);
    expect(readSettings({ SEED: '', SPEED: '', THROTTLE: '', PORT: '', AWS_PORT: '', LOG_LEVEL: '' })).toEqual(presets);
    expect(readSettings({ SEED: 'x', THROTTLE: 'on' })).toMatchObject({ seed: 'x', throttling: true });
    expect(readSettings({ REGION: 'ap-northeast-1' })).toMatchObject({ region: 'ap-northeast-1' });
    expect(readSettings({ THROTTLE: '0' })).toMatchObject({ throttling: false });
    expect(readSettings({ SPEED: '1.5', PORT: '1', AWS_PORT: '2' })).toMatchObject({ speed: 1.5, port: 1, awsPort: 2 });
  });

  test.each([
    { reason: 'no number', env: { SPEED: 'fast' }, says: 'SPEED' },
    { reason: 'standing still', env: { SPEED: '0' }, says: 'SPEED' },
    { reason: 'neither on nor off', env: { THROTTLE: 'much' }, says: 'THROTTLE' },
    { reason: 'no region', env: { REGION: 'mars' }, says: 'REGION' },
    { reason: 'no port', env: { PORT: '70000' }, says: 'PORT' },
    { reason: 'half a port', env: { AWS_PORT: '4566.5' }, says: 'AWS_PORT' },
    { reason: 'one port for both', env: { PORT: '4566' }, says: 'must differ' },
  ])('are refused in words: $reason', ({ env, says }) => {
    expect(readSettings(env)).toEqual({ wrong: expect.stringContaining(says) });
  });
});

test('a taken port is named, with what may have it and how to choose another', () => {
  const said = portTaken('AWS_PORT', 4566, { code: 'EADDRINUSE', message: 'in use' });
  expect(said).toContain('4566 is taken');
  expect(said).toContain('LocalStack');
  expect(said).toContain('AWS_PORT=4567 npm start');
  expect(portTaken('PORT', 8787, { code: 'EADDRINUSE', message: 'in use' })).toContain('PORT=8788 npm start');
});

test('people are told how long their hosts take at this speed', () => {
  const said = welcome({ seed: 'luck', speed: 10, throttling: false, port: 1, awsPort: 2, region: 'eu-west-1' });
  expect(said).toContain('6 to 12 seconds');
  expect(said).toContain('AWS_REGION=eu-west-1');
  expect(said).toContain('SEED=luck npm start');
  expect(said).toContain('http://127.0.0.1:2/_sim');
});
