/** The official electoral documents, through the real command line, checked by xmllint against the published schemas. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { DatiSoggetto, ListeElettorali } from '../../src/anpr/soggetto.js';
import type { Contesto } from '../../src/registri/stato.js';
import { banco, ISTAT } from '../cli/banco.js';
import { applicaInbox, notificaDi, salva } from './banco.js';
import { type Contenuto, campo } from './contenuti.js';
import { immigrati, n01, nris, residente } from './persone.js';

const SCHEMI = resolve(dirname(fileURLToPath(import.meta.url)), '../../../shared/spec/xsd/comuni');
const presenti = existsSync(SCHEMI);
if (!presenti) console.warn('Schemi ufficiali assenti (../shared/spec/xsd): la verifica dei documenti è saltata.');

const CONTESTO = { codComune: ISTAT, codici: new Set([ISTAT]), oggi: '2026-06-15' } as Contesto;
const TESTA_SEZIONI =
  'sezione,denominazione,cap,specie,via,civico,collegio_camera,collegio_senato,circoscrizione_regionali,circoscrizione_ue';
const SI_NO = {
  referendumnazionali: 'S',
  elezionimembriue: 'S',
  senatorepubblica: 'S',
  circoscrsenatorepubblica: 'COLLEGIO <1> & ALTRI',
  cameradeputati: 'S',
  regionali: 'S',
  comunali: 'S',
  circoscrizionali: 'N',
};

/** A 5010 that puts somebody (the n-th Italian) on these lists; `diritti` are the flags beside them. */
function posizione(
  id: number,
  chi: number | DatiSoggetto,
  liste: ListeElettorali,
  diritti: Readonly<Record<string, string>> = SI_NO,
): Contenuto {
  const { tipoNotifica, xml } = nris('5010', id, [{ ...(typeof chi === 'number' ? residente(chi) : chi), liste }]);
  const flag = Object.entries(diritti)
    .map(([nome, v]) => campo(nome, v))
    .join('');
  return { tipoNotifica, xml: xml.replace('</liste>', `${flag}</liste>`) };
}

const rumena = (n: number) => ({ ...residente(n), cittadinanze: [{ codiceStato: '235' }] });
const generale = (sezione: string): ListeElettorali => ({ elettore: 'S', generale: { codiceIstat: ISTAT, sezione } });

describe('allinea esporta', () => {
  const b = banco();
  const arriva = (...contenuti: readonly Contenuto[]): Promise<void> =>
    b.conDb(async (db) => {
      await salva(
        db,
        contenuti.map((c, i) => notificaDi(CONTESTO, `e${i}`, c)),
      );
      await applicaInbox(db, CONTESTO, [10]);
    });

  function valida(schema: string, file: string): void {
    if (!presenti) return;
    for (const f of readdirSync(join(SCHEMI, 'subentroElettorale')))
      copyFileSync(join(SCHEMI, 'subentroElettorale', f), join(b.dir, f));
    copyFileSync(join(SCHEMI, 'tipoDato.xsd'), join(b.dir, 'tipoDato.xsd'));
    execFileSync('xmllint', ['--nonet', '--noout', '--schema', join(b.dir, schema), file], { stdio: 'pipe' });
  }

  it('writes subentroListe: valid, with the right counter, only who is officially on a list of ours', async () => {
    const ue = { elettore: 'S', aggiuntaUEComunali: { codiceIstat: ISTAT, sezione: '7' } };
    await arriva(
      immigrati(
        1,
        [1, 2, 3, 4].map((n) => (n === 2 ? rumena(n) : residente(n))),
      ),
      posizione(2, 1, generale('4')),
      posizione(3, rumena(2), ue),
      posizione(4, 3, { elettore: 'S', generale: { codiceIstat: '058091', sezione: '9' } }),
      n01('N010', 5, residente(1), '2026-03-01'),
    );
    const file = join(b.dir, 'liste.xml');
    const detto = await b.allinea('esporta', 'liste', '--provincia', 'xx', '--file', file, '--json');
    expect(detto.json()).toEqual({ file, elettori: 2, saltati: 0 });
    valida('subentroListe.xsd', file);
    const xml = readFileSync(file, 'utf8');
    expect(xml).toContain('<numeroTotaleListe>2</numeroTotaleListe>');
    expect(xml.match(/<listaSoggetto>/g)).toHaveLength(2);
    expect(xml).toContain('COLLEGIO &lt;1&gt; &amp; ALTRI');
    expect(xml).toContain('<ueelettorecomunali>S</ueelettorecomunali><listaAggiuntaUEComunali>');
    expect(readdirSync(b.dir).filter((f) => f.startsWith('liste.xml'))).toEqual(['liste.xml']);
  });

  it('names who lacks a datum of the schema and writes nothing, unless told to leave them out', async () => {
    await arriva(
      immigrati(1, [residente(1), residente(2)]),
      posizione(2, 1, generale('4')),
      posizione(3, 2, generale('5'), {}),
    );
    const file = join(b.dir, 'liste.xml');
    const rifiutato = await b.allinea('esporta', 'liste', '--provincia', 'XX', '--file', file);
    expect(rifiutato.code).toBe(1);
    expect(rifiutato.out).toContain('S:100002: mancano referendumnazionali, elezionimembriue');
    expect(existsSync(file)).toBe(false);
    const saltato = await b.allinea('esporta', 'liste', '--provincia', 'XX', '--file', file, '--salta-incompleti');
    expect(saltato.out).toContain('1 elettore, 1 saltato perché incompleto:');
    valida('subentroListe.xsd', file);
  });

  it('leaves out, and names, who is on a list without a title', async () => {
    const ue = { elettore: 'S', aggiuntaUEComunali: { codiceIstat: ISTAT, sezione: '7' } };
    await arriva(
      immigrati(1, [residente(1), residente(2), residente(3), rumena(4)]),
      posizione(2, 1, generale('4')),
      posizione(3, 2, ue),
      posizione(5, rumena(4), { elettore: 'N', aggiuntaUEParlamento: { codiceIstat: ISTAT, sezione: '9' } }),
    );
    const file = join(b.dir, 'liste.xml');
    const rifiutato = await b.allinea('esporta', 'liste', '--provincia', 'XX', '--file', file);
    expect(rifiutato.out).toContain('S:100002: in una lista senza il titolo (Q09)');
    expect(existsSync(file)).toBe(false);
    const saltato = await b.allinea('esporta', 'liste', '--provincia', 'XX', '--file', file, '--salta-incompleti');
    expect(saltato.out).toContain('2 elettori, 1 saltat');
    valida('subentroListe.xsd', file);
    expect(readFileSync(file, 'utf8')).toContain('<numeroTotaleListe>2</numeroTotaleListe>');
  });

  it('says which sections of the electors are not imported, and which checks are open', async () => {
    await arriva(immigrati(1, [residente(1)]), posizione(2, 1, generale('4')));
    const csv = join(b.dir, 'sezioni.csv');
    writeFileSync(csv, `${TESTA_SEZIONI}\n1,Scuola,00100,VIA,ROMA,3,C,S,R,\n`);
    await b.allinea('sezioni', 'importa', csv);
    const file = join(b.dir, 'liste.xml');
    const detto = await b.allinea('esporta', 'liste', '--provincia', 'XX', '--file', file);
    expect(detto.out).toContain('Sezioni con elettori che non sono fra quelle importate: 4.');
  });

  it('refuses a section whose street ANPR cannot write, with the line, and nothing is lost', async () => {
    const csv = join(b.dir, 'sezioni.csv');
    const righe = ['1,Scuola,00100,VIA,SANT’ANNA,3,C,S,R,', '2,Scuola,00100,VIA,ÎLE (Città),3,C,S,R,'];
    writeFileSync(csv, `${TESTA_SEZIONI}\n${righe.join('\n')}\n`);
    await b.conDb(async () => undefined);
    const rifiutato = await b.allinea('sezioni', 'importa', csv);
    expect(rifiutato.out).toContain('riga 2: via: carattere «’» non ammesso da ANPR (scrivere l’apostrofo diritto)');
    writeFileSync(csv, `${TESTA_SEZIONI}\n${righe.join('\n').replace('’', "'")}\n`);
    expect((await b.allinea('sezioni', 'importa', csv)).out).toContain('2 sezioni importate');
    const file = join(b.dir, 'sezioni.xml');
    expect((await b.allinea('esporta', 'sezioni', '--provincia', 'XX', '--file', file)).code).toBe(0);
    valida('subentroSezioni.xsd', file);
  });

  it('writes subentroSezioni from the imported sections: valid, with the right counter', async () => {
    const csv = join(b.dir, 'sezioni.csv');
    const righe = [
      '1,Scuola «Città»,00100,VIA,ROMA,3,CAMERA 1,SENATO 1,REGIONE 1,',
      "10,Palestra,00100,PIAZZA,D'ARMI,,C,S,R,CENTRALE",
    ];
    writeFileSync(csv, `\uFEFF${[TESTA_SEZIONI, ...righe].join('\r\n')}\r\n`);
    const file = join(b.dir, 'sezioni.xml');
    await b.conDb(async () => undefined);
    expect((await b.allinea('esporta', 'sezioni', '--provincia', 'XX', '--file', file)).code).toBe(1);
    expect((await b.allinea('sezioni', 'importa', csv)).out).toContain('2 sezioni importate');
    const detto = await b.allinea('esporta', 'sezioni', '--provincia', 'XX', '--file', file);
    expect(detto).toMatchObject({ code: 0 });
    valida('subentroSezioni.xsd', file);
    expect(readFileSync(file, 'utf8')).toContain('<numeroTotaleSezioni>2</numeroTotaleSezioni>');
  });

  it('takes neither a file that is not UTF-8 nor one with a bad line, and keeps what was there', async () => {
    await b.conDb(async () => undefined);
    const csv = join(b.dir, 'stradario.csv');
    const importa = (testo: string | Uint8Array) => {
      writeFileSync(csv, testo);
      return b.allinea('stradario', 'importa', csv);
    };
    expect((await importa('specie;via;lato;sezione\nVIA;ROMA;TUTTI;1\n')).out).toContain('1 tratto di 1 via');
    expect((await importa(Buffer.from('specie;via;lato;sezione\nVIA;SANT\xc0;TUTTI;1\n', 'latin1'))).out).toContain(
      'UTF-8',
    );
    expect((await importa('specie;via;lato;sezione\nVIA;PO;TUTTI;1\nVIA;PO;PARI;2\n')).out).toContain(
      'nulla è cambiato',
    );
    expect((await importa('specie;via;lato;sezione\n')).code).toBe(1);
    expect((await b.allinea('stradario', 'mostra')).out).toContain('1 tratto di 1 via');
  });
});
