/** Law 8 on real databases: the variazioni of an office lead from the rows it first saw to the rows it sees now. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import { APERTE } from '../../src/registri/storno.js';
import { stessoValore } from '../../src/registri/variazioni.js';
import type { Database } from '../../src/store/database.js';
import { feed } from '../arbitraries.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, notificheDi, nuovoEnte, type Righe, righe, salva } from './banco.js';

interface Voce {
  readonly oggetto: string;
  readonly campo: string;
  readonly valore_prima: string | null;
  readonly valore_dopo: string | null;
  readonly stato: string;
  readonly chiusa_il: string | null;
}

const registro = (db: Database, { codComune }: Contesto): Promise<Voce[]> =>
  db.transaction((tx) =>
    tx.query<Voce>(
      `SELECT oggetto, campo, valore_prima, valore_dopo, stato, chiusa_il FROM variazioni
       WHERE cod_comune = ? ORDER BY id`,
      [codComune],
    ),
  );

/** Where each followed field stands in the rows of the office. */
const SEGUITI: Readonly<Record<string, (r: Righe, chiave: string) => unknown>> = {
  condizione: (r, k) => r.tributi_contribuenti?.[k]?.condizione,
  recapito: (r, k) => r.tributi_contribuenti?.[k]?.recapito,
  componenti: (r, k) => r.tributi_nuclei?.[k]?.componenti,
  stato: (r, k) => r.elettorale_elettori?.[k]?.stato,
};

/** Of an address, up to its writing. */
function verifica(voci: readonly Voce[], r: Righe): void {
  for (const chiave of new Set(voci.map((v) => `${v.oggetto}\n${v.campo}`))) {
    const [oggetto = '', campo = ''] = chiave.split('\n');
    const valoreDi = SEGUITI[campo];
    if (valoreDi === undefined) continue;
    let valore: string | null = null;
    for (const v of voci) {
      if (v.oggetto !== oggetto || v.campo !== campo || ['STORNATA', 'RITIRATA', 'RESPINTA'].includes(v.stato))
        continue;
      expect(stessoValore(campo, v.valore_prima, valore)).toBe(true);
      valore = v.valore_dopo;
    }
    expect(stessoValore(campo, valore, valoreDi(r, oggetto.slice(2))?.toString() ?? null)).toBe(true);
  }
}

perOgniDatabase((apri) => {
  it('variazioni add up, whatever the office accepted in between and however they were batched', async () => {
    const db = await apri();
    await fc.assert(
      fc.asyncProperty(
        feed,
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        fc.constantFrom(1, 3, 14),
        async (f, lavorate, lotto) => {
          const ente = nuovoEnte();
          const notifiche = notificheDi(ente, f);
          for (let i = 0; i * 3 < notifiche.length; i++) {
            await salva(db, notifiche.slice(i * 3, i * 3 + 3));
            await applicaInbox(db, ente, [lotto]);
            if (lavorate[i] !== true) continue;
            await db.transaction((tx) =>
              tx.execute(
                "UPDATE variazioni SET stato = 'ACCOLTA', chiusa_il = ? WHERE cod_comune = ? AND stato = 'DA_LAVORARE'",
                [ADESSO, ente.codComune],
              ),
            );
          }
          verifica(await registro(db, ente), await righe(db, ente));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('variazioni are closed exactly when nobody has to work them any more', async () => {
    const db = await apri();
    await fc.assert(
      fc.asyncProperty(feed, async (f) => {
        const ente = nuovoEnte();
        await salva(db, notificheDi(ente, f));
        await applicaInbox(db, ente, [3]);
        for (const v of await registro(db, ente)) expect(v.chiusa_il === null).toBe(APERTE.has(v.stato));
      }),
      { numRuns: 8 },
    );
  });
});
