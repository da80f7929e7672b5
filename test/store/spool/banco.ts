/** A folder for a spool of its own per test, and an inbox in memory that can be told to be away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { InfrastructureError } from '../../../src/errors.js';
import type { EsitoSalvataggio, NotificaRicevuta } from '../../../src/store/notifica.js';
import { Spool } from '../../../src/store/spool/spool.js';

export const MEGA = 1_048_576;

export interface BancoSpool {
  readonly dir: string;
  /** Another spool on the same folder, as another process would have it. */
  spool(maxBytes?: number): Spool;
}

export function bancoSpool(): BancoSpool {
  let dir = '';
  const aperti: Spool[] = [];
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'allinea-spool-'));
  });
  afterEach(async () => {
    for (const spool of aperti.splice(0)) await spool.chiudi();
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    get dir() {
      return dir;
    },
    spool: (maxBytes = 64 * MEGA) => {
      const spool = new Spool({ dir, maxBytes });
      aperti.push(spool);
      return spool;
    },
  };
}

/** Same key once; away, it refuses everything. */
export class InboxFinta {
  readonly arrivate: NotificaRicevuta[] = [];
  guasto: Error | null = null;
  /** What the next saves wait for. */
  attesa: Promise<void> = Promise.resolve();

  async salva(n: NotificaRicevuta): Promise<EsitoSalvataggio> {
    await this.attesa;
    if (this.guasto !== null) throw this.guasto;
    if (this.arrivate.some((a) => a.idOperazioneANPR === n.idOperazioneANPR)) return 'duplicata';
    this.arrivate.push(n);
    return 'nuova';
  }

  via(): void {
    this.guasto = new InfrastructureError('away on purpose');
  }

  get ids(): string[] {
    return this.arrivate.map((n) => n.idOperazioneANPR);
  }
}
