/** Reconciliation of what never arrived, against the fictitious ANPR: what it finds, what it costs, what it says. */
import { expect, it } from 'vitest';
import { leggi } from '../../../src/store/inbox.js';
import { perOgniDatabase } from '../../store/databases.js';
import { inbox } from '../banco.js';
import { scena, simulata } from './banco.js';

perOgniDatabase((apri) => {
  it('a notification that never arrived is found, fetched alone and put into the inbox as a pulled one', async () => {
    const db = await apri();
    const notifiche = [simulata({ tipoNotifica: 'N030' }), simulata({ tipoNotifica: 'N030' })];
    const s = scena(db, { notifiche, impostazioni: { tipi: ['N030'] } });
    await s.giro();
    await s.finoInFondo();
    const righe = await inbox(db, s.contesto);
    expect(righe.map((n) => [n.idOperazioneANPR, n.canale, n.tipoNotifica, n.stato])).toEqual(
      notifiche.map((n) => [n.idOperazioneANPR, '4005', 'N030', 'pending']),
    );
    const letta = await db.transaction((tx) => leggi(tx, righe[0]!.id));
    expect(letta?.contenuto.byteLength).toBeGreaterThan(0);
    expect((await s.finestre()).map((f) => [f.tipo, f.stato, f.elencate])).toEqual([['N030', 'COPERTA', 2]]);
  });

  it('an aligned register is listed by id alone: one question and one visit a type, and nothing is written', async () => {
    const db = await apri();
    const notifiche = [simulata(), simulata(), simulata()];
    const s = scena(db, { notifiche, impostazioni: { tipi: ['N030', 'N010'] } });
    await s.giro();
    await s.finoInFondo();
    const prima = await inbox(db, s.contesto);
    s.domande.length = 0;
    s.orologio.avanti(24 * 60);
    await s.giro();
    await s.finoInFondo();
    expect(await inbox(db, s.contesto)).toEqual(prima);
    expect(s.domande.map((d) => [d.metodo, d.richiesta.dettaglio])).toEqual([
      ['elenco', 'ID'],
      ['elenco', 'ID'],
      ['verifica', undefined],
      ['verifica', undefined],
    ]);
  });
});
