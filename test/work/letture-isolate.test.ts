/** Isolation, the applier's half: contents are opened in threads that can be ended, and one that ends its thread costs no other. */
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { InfrastructureError, NotificaError } from '../../src/errors.js';
import { cifraContenuto } from '../../src/soap/cifra.js';
import { type Keystore, openKeystore } from '../../src/soap/keystore.js';
import { createInbox, type NotificaConContenuto } from '../../src/store/inbox.js';
import { carica } from '../../src/work/carica.js';
import { importa, type VoceImportata } from '../../src/work/importa.js';
import { ContenutoPericolosoError } from '../../src/work/lettore.js';
import { leggiNotifica } from '../../src/work/lettura.js';
import { type LettureIsolate, type OpzioniLetture, openLetture } from '../../src/work/letture-isolate.js';
import { createCa, issue, toP12 } from '../soap/pki.js';
import { perOgniDatabase } from '../store/databases.js';
import {
  ADESSO,
  faiLoop,
  finche,
  inbox,
  logDiProva,
  loopDi,
  notificaDi,
  nuovoEnte,
  righe,
  righeAttese,
  salva,
  smaltita,
} from './banco.js';
import { immigrati, nris, residente } from './persone.js';

const aperte: LettureIsolate[] = [];
function letture(o: Partial<OpzioniLetture> = {}): LettureIsolate {
  const l = openLetture({ enti: ['999001'], keystores: () => [], log: logDiProva(), ...o });
  aperte.push(l);
  return l;
}
afterEach(async () => {
  await Promise.all(aperte.splice(0).map((l) => l.close()));
});

const riga = (contenuto: string | Uint8Array, tipoNotifica = 'NRIS'): NotificaConContenuto =>
  ({
    tipoNotifica,
    idOperazioneANPR: '1',
    dataOraRichiesta: ADESSO,
    contenutoRimossoIl: null,
    contenuto: Buffer.from(contenuto as string),
  }) as unknown as NotificaConContenuto;

/** A content within every limit of structure, whose elements do not fit a thread of 24 MB. */
const grosso = (): Buffer => gzipSync(`<a>${Array.from({ length: 300_000 }, (_, i) => `<b>${i}</b>`).join('')}</a>`);
const comeMuore = (p: Promise<unknown>): Promise<unknown> =>
  p.then(
    () => 'letto',
    (e: unknown) => e,
  );

function prova(fn: () => unknown): unknown {
  try {
    return fn();
  } catch (e) {
    return e;
  }
}

describe('contents are opened and read in worker threads', () => {
  it('an answer, or an error, is the one that this thread would give', async () => {
    const ca = createCa('CA di Prova');
    const ente = issue({ cn: '999001-CO-9999' }, ca);
    const k = openKeystore(toP12(ente, 'x'), 'x', 'k.p12');
    const { xml } = immigrati(1, [residente(1), residente(2)]);
    const lettore = letture({ keystores: () => [k] }).lettore('999001');
    const casi = [
      riga(xml),
      riga(gzipSync(xml)),
      riga(cifraContenuto(xml, ente.cert)),
      riga(cifraContenuto(xml, ente.cert, { ber: true, oaep: 'sha256' })),
      riga(cifraContenuto(xml, issue({ cn: 'altri' }, ca).cert)),
      riga(nris('5008', 2, [residente(3)]).xml),
      riga('<a><b></a>'),
      riga(''),
      riga('<NotificaN099><x>1</x></NotificaN099>', 'N099'),
      { ...riga(xml), contenutoRimossoIl: ADESSO },
    ];
    for (const caso of casi) {
      const qui = prova(() => leggiNotifica(caso, [k]));
      const la = await lettore.leggi(caso).catch((e: unknown) => e);
      expect(la).toEqual(qui);
      if (qui instanceof NotificaError) expect((la as NotificaError).motivo).toBe(qui.motivo);
    }
  });

  it('a key that comes is used from the next content on', async () => {
    const ente = issue({ cn: '999001-CO-9999' }, createCa('CA di Prova'));
    let chiavi: readonly Keystore[] = [];
    const lettore = letture({ keystores: () => chiavi }).lettore('999001');
    const cifrata = riga(cifraContenuto(immigrati(1, [residente(1)]).xml, ente.cert));
    await expect(lettore.leggi(cifrata)).rejects.toMatchObject({ motivo: 'CHIAVE_MANCANTE' });
    chiavi = [openKeystore(toP12(ente, 'x'), 'x', 'k.p12')];
    expect((await lettore.leggi(cifrata)).chiaveUsata?.serial).toBe(chiavi[0]?.chiavi[0]?.serial);
  });

  it('one that fills the memory of its thread is told so, and those beside it are read', async () => {
    const lettore = letture({ heapMb: 24 }).lettore('999001');
    const buona = riga(immigrati(1, [residente(1)]).xml);
    const prima = Array.from({ length: 20 }, () => lettore.leggi(buona));
    const cattiva = comeMuore(lettore.leggi(riga(grosso())));
    const dopo = Array.from({ length: 20 }, () => lettore.leggi(buona));
    for (const l of await Promise.all([...prima, ...dopo])) expect(l.lettura.fatti).toHaveLength(1);
    expect(await cattiva).toBeInstanceOf(ContenutoPericolosoError);
  });

  it('where there are no threads nothing is opened, and it is nobody’s fault', async () => {
    const lettore = letture({ file: new URL('./no-such-thread.mjs', import.meta.url) }).lettore('999001');
    await expect(lettore.leggi(riga('<a/>'))).rejects.toBeInstanceOf(InfrastructureError);
    const chiusa = letture();
    await chiusa.close();
    await expect(chiusa.lettore('999001').leggi(riga('<a/>'))).rejects.toBeInstanceOf(InfrastructureError);
  });
});

perOgniDatabase((apri) => {
  it('a content that never ends is parked after three attempts as CONTENUTO_PERICOLOSO, and the others are applied meanwhile', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const buone = [1, 2, 4].map((i) => notificaDi(ente, `${i}`, immigrati(i, [residente(i)])));
    const cattiva = { ...notificaDi(ente, '3', { tipoNotifica: 'NRIS', xml: '' }), contenuto: grosso() };
    await salva(db, [...buone.slice(0, 2), cattiva, ...buone.slice(2)]);
    let adesso = Date.parse(ADESSO);
    const lettore = letture({ enti: [ente.codComune], heapMb: 24 }).lettore(ente.codComune);
    const loop = loopDi(db, ente, { lettore, now: () => new Date(adesso) });
    const sua = async () => (await inbox(db, ente))[2]!;
    for (let volta = 1; volta < 3; volta++) {
      await finche(`attempt ${volta}`, async () => (await sua()).tentativi === volta);
      expect(await sua()).toMatchObject({ stato: 'pending', motivo: 'TRANSITORIO', aperture: volta });
      await finche('the others', async () => (await inbox(db, ente)).filter((n) => n.stato === 'applied').length === 3);
      adesso = Date.parse((await sua()).prossimoTentativoIl);
      loop.sveglia();
    }
    await finche('it is parked', smaltita(db, ente));
    await loop.stop();
    expect(await sua()).toMatchObject({ stato: 'parked', motivo: 'CONTENUTO_PERICOLOSO', tentativi: 3 });
    expect(await righe(db, ente)).toEqual(righeAttese(ente, buone));
  }, 60_000);

  it('contents read in threads are applied in their order, and leave the rows of those read here', async () => {
    const db = await apri();
    const [ente, gemello] = [nuovoEnte(), nuovoEnte()];
    const storia = (e: typeof ente) =>
      Array.from({ length: 60 }, (_, i) =>
        i % 2 === 0
          ? notificaDi(e, `${i}`, immigrati(i + 1, [residente(i)]))
          : notificaDi(
              e,
              `${i}`,
              nris('5008', i + 1, [{ ...residente(i - 1), generalita: { cognome: `ALTRO${i}`, nome: 'NOME' } }]),
            ),
      );
    await salva(db, [...storia(ente), ...storia(gemello)]);
    await faiLoop(db, ente, { lettore: letture({ enti: [ente.codComune] }).lettore(ente.codComune) });
    expect(await righe(db, ente)).toEqual(righeAttese(ente, storia(ente)));
    const lavorate = (await inbox(db, ente)).map((n) => [n.stato, n.tentativi, n.aperture]);
    expect(lavorate).toEqual(Array(60).fill(['applied', 1, 0]));
  });

  it('a file given by hand that ends its thread is refused by name, and the next one goes in', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const voci: VoceImportata[] = [];
    async function* documenti() {
      yield { dove: 'cattivo.gz', byte: grosso() };
      yield { dove: 'buono.xml', byte: Buffer.from(immigrati(1, [residente(1)]).xml) };
    }
    const enti = [{ codiceIstat: ente.codComune, codici: [...ente.codici], keystores: [] }];
    await importa(createInbox(db), documenti(), {
      enti,
      ente: undefined,
      now: () => new Date(ADESSO),
      detta: (v) => void voci.push(v),
      riconosci: letture({ enti: [ente.codComune], heapMb: 24 }).riconosci,
    });
    expect(voci.map((v) => [v.dove, v.esito, v.motivo])).toEqual([
      ['cattivo.gz', 'rifiutata', 'CONTENUTO_PERICOLOSO'],
      ['buono.xml', 'nuova', undefined],
    ]);
  });

  it('a document of the initial load that ends its thread is left out by name, and the others go in', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const scheda = (n: number): Buffer =>
      Buffer.from(`<r><testataRisposta><idOperazioneANPR>${n}</idOperazioneANPR></testataRisposta></r>`);
    const scartati: string[] = [];
    const esito = await carica(createInbox(db), [scheda(1), grosso(), scheda(2)], {
      codComune: ente.codComune,
      now: () => new Date(ADESSO),
      testata: letture({ heapMb: 24 }).testata,
      scarta: (e) => void scartati.push(e.motivo),
    });
    expect([esito.nuovi, scartati]).toEqual([2, ['CONTENUTO_PERICOLOSO']]);
  });
});
