/** The owner's page about the server: whoever keeps the machine is told what to do, other owners whom to ask. */
import { expect, test } from 'vitest';
import { disk_low_text } from '../../../pwa/src/view/machine/status-room';

test('[A17] of a disk that is nearly full its keeper is told to free space, another owner whom to ask', () => {
  expect(disk_low_text({ data_path: '/var/lib/holdwell' })).toMatch(/takes it: free some space\.$/);
  expect(disk_low_text({ data_path: '' })).toMatch(/takes it: tell whoever keeps this server\.$/);
});
