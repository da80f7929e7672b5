/** The machine a figure was measured on: without it a figure says nothing. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, platform, release, tmpdir, totalmem } from 'node:os';

const GIGA = 1024 ** 3;

function leggi(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Device and file system under the temporary folder, where the database of the benchmark lives. */
function disco(): string {
  try {
    const [sorgente = '', tipo = ''] = execFileSync('findmnt', ['-no', 'SOURCE,FSTYPE', '-T', tmpdir()], {
      encoding: 'utf8',
    })
      .trim()
      .split(/\s+/);
    const rotazione = leggi(`/sys/block/${sorgente.replace(/^\/dev\//, '')}/queue/rotational`);
    const genere = rotazione === '0' ? 'not rotating' : rotazione === '1' ? 'rotating' : 'kind unknown';
    return `${tipo}, ${genere}${sorgente.startsWith('/dev/vd') ? ', virtual (virtio)' : ''}`;
  } catch {
    return 'unknown';
  }
}

export interface Contorno {
  readonly mariadb: string;
  readonly commitMs: number;
}

/** Lines of Markdown. */
export function descriviMacchina({ mariadb, commitMs }: Contorno): string[] {
  const processori = cpus();
  return [
    `- processor: ${processori[0]?.model.trim() ?? 'unknown'}, ${processori.length} cores; memory ${(totalmem() / GIGA).toFixed(0)} GB`,
    `- disk: ${disco()}; one durable commit ${commitMs.toFixed(2)} ms`,
    `- ${platform()} ${release()}, Node ${process.versions.node}, MariaDB ${mariadb}`,
    `- load average at the end: ${loadavg()
      .map((l) => l.toFixed(1))
      .join(', ')} (the benchmark itself takes about 2)`,
  ];
}
