"""A small signed PDF made on the spot, keys and all, and revisions appended to one: what the tests forge from.
Needs python3 and the openssl command."""
import os
import re
import subprocess

ROOM = 8192  # bytes for the signature


def openssl(folder, *arguments, data=None):
    run = subprocess.run(('openssl',) + arguments, cwd=folder, input=data, capture_output=True)
    if run.returncode != 0:
        raise RuntimeError('openssl %s: %s' % (' '.join(arguments), run.stderr.decode()))
    return run.stdout


CONFIG = """
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature, nonRepudiation
crlDistributionPoints = URI:http://127.0.0.1/list.crl
[cipher]
basicConstraints = critical, CA:false
keyUsage = critical, keyEncipherment
[tsa]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[ca]
default_ca = own
[own]
database = index.txt
crlnumber = crlnumber
default_md = sha256
default_crl_days = 3650
[tsacfg]
default_tsa = stamps
[tsa_of]
[stamps]
serial = tsaserial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Keys:
    """A root, and certificates under it, in a folder."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, 'config'), 'w', encoding='ascii') as file:
            file.write(CONFIG)
        for name, text in (('index.txt', ''), ('crlnumber', '01'), ('tsaserial', '01')):
            with open(os.path.join(folder, name), 'w', encoding='ascii') as file:
                file.write(text)
        self.key('root', 'RSA', 'rsa_keygen_bits:2048')
        openssl(folder, 'req', '-x509', '-config', 'config', '-extensions', 'root', '-key', 'root.key', '-subj', '/CN=Root',
                '-days', '3650', '-out', 'root.pem')
        self.certificate('signer', 'EC', 'ec_paramgen_curve:P-256', 'signer', 16)
        self.crl = self.list_of()

    def key(self, name, kind, option):
        openssl(self.folder, 'genpkey', '-algorithm', kind, '-pkeyopt', option, '-out', name + '.key')

    def certificate(self, name, kind, option, section, serial, by='root', digest='sha256'):
        self.key(name, kind, option)
        request = openssl(self.folder, 'req', '-new', '-config', 'config', '-key', name + '.key', '-subj', '/CN=' + name)
        made = openssl(self.folder, 'x509', '-req', '-CA', by + '.pem', '-CAkey', by + '.key', '-set_serial', str(serial),
                       '-days', '3000', '-' + digest, '-extfile', 'config', '-extensions', section, data=request)
        with open(os.path.join(self.folder, name + '.pem'), 'wb') as file:
            file.write(made)

    def list_of(self, revoked=None):
        if revoked:
            with open(os.path.join(self.folder, 'index.txt'), 'w', encoding='ascii') as file:
                file.write('R\t400101000000Z\t200101000000Z\t%02X\tunknown\t/CN=x\n' % revoked)
        pem = openssl(self.folder, 'ca', '-config', 'config', '-gencrl', '-name', 'own', '-keyfile', 'root.key', '-cert',
                      'root.pem')
        return openssl(self.folder, 'crl', '-outform', 'DER', data=pem)

    def cms(self, content, by='signer', extra=('-cades',), digest='sha256'):
        return openssl(self.folder, 'cms', '-sign', '-binary', '-outform', 'DER', '-nosmimecap', '-md', digest, '-signer',
                       by + '.pem', '-inkey', by + '.key', *extra, data=content)

    def stamp(self, content):
        """A time-stamp token over the bytes."""
        if not os.path.exists(os.path.join(self.folder, 'tsa.pem')):
            self.certificate('tsa', 'RSA', 'rsa_keygen_bits:2048', 'tsa', 32)
        query = openssl(self.folder, 'ts', '-query', '-data', '/dev/stdin', '-sha256', '-cert', data=content)
        return openssl(self.folder, 'ts', '-reply', '-config', 'config', '-section', 'stamps', '-queryfile', '/dev/stdin',
                       '-token_out', data=query)


# ---- the file ---------------------------------------------------------------------------

CONTENT = b'BT /F0 12 Tf 72 700 Td (Paid: 100) Tj ET'
XMP = (b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><gongwen:documentNumber>1</gongwen:documentNumber>'
       b'<gongwen:status>final</gongwen:status></x:xmpmeta>')


def stream(content, keys=b''):
    return b'<<%s/Length %d>>\nstream\n%s\nendstream' % (keys, len(content), content)


def signature(kind=b'/Type/Sig/SubFilter/adbe.pkcs7.detached', more=b''):
    return (b'<<%s/Filter/Adobe.PPKLite/M(D:20300101000000Z)%s/ByteRange[0 ########## ########## ##########]/Contents<%s>>>'
            % (kind, more, b'0' * (2 * ROOM)))


def mdp(p):
    return (b'/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P %d/V/1.2>>>>]' % p)


def objects(permission=0):
    """By number; 1 is the catalog, 9 the signature."""
    perms = b'/Perms<</DocMDP 9 0 R>>' if permission else b''
    return {
        1: b'<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R/StructTreeRoot 11 0 R/AcroForm<</SigFlags 3/Fields[8 0 R 10 0 R]>>%s>>'
           % perms,
        2: b'<</Type/Pages/Count 1/Kids[3 0 R]>>',
        3: b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F0 5 0 R>>>>/Contents 4 0 R/Annots[8 0 R]>>',
        4: stream(CONTENT),
        5: b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
        6: stream(XMP, b'/Type/Metadata/Subtype/XML'),
        7: b'<</Producer(signed.py)/Title(Notice)>>',
        8: b'<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal1)/F 132/Rect[300 200 400 300]/P 3 0 R/AP<</N 13 0 R>>/V 9 0 R>>',
        9: signature(more=mdp(permission) if permission else b''),
        10: b'<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal2)/F 132/Rect[0 0 0 0]/P 3 0 R>>',
        11: b'<</Type/StructTreeRoot/K 12 0 R>>',
        12: b'<</Type/StructElem/S/P/P 11 0 R/Pg 3 0 R/Alt(Paid: 100)>>',
        13: stream(b'0 0 100 100 re f', b'/Type/XObject/Subtype/Form/BBox[0 0 100 100]'),
    }


def table(offsets):
    """A cross-reference table of these offsets by number; None: freed."""
    rows = []
    for number in sorted(offsets):
        at = offsets[number]
        if at is None:
            row = b'0000000000 %05d f \n' % (65535 if number == 0 else 1)
        else:
            row = b'%010d 00000 n \n' % at
        rows.append(b'%d 1\n%s' % (number, row))
    return b'xref\n' + b''.join(rows)


class Form:
    """How a revision is written; tests bend it."""

    def __init__(self, **bends):
        self.order = None       # numbers, as they stand
        self.twice = {}         # number → another definition after the first
        self.between = b''      # between two objects
        self.offsets = {}       # number → what the table says instead; None: freed; -1: left out
        self.trailer = b''      # further keys
        self.size = None
        self.startxref = None
        self.prev = None
        self.root, self.info = 1, 7
        self.end = b'%%EOF\n'
        self.__dict__.update(bends)


def revision(before, changed, size, prev=None, form=None):
    """The bytes of a revision behind before."""
    form = form or Form()
    out, offsets = b'', {} if prev is not None else {0: None}
    for number in form.order or sorted(changed):
        offsets[number] = len(before) + len(out)
        out += b'%d 0 obj\n%s\nendobj\n' % (number, changed[number])
        if number in form.twice:
            out += b'%d 0 obj\n%s\nendobj\n' % (number, form.twice[number])
        out += form.between
    for number, at in form.offsets.items():
        offsets[number] = at
        if at == -1:
            del offsets[number]
    start = len(before) + len(out)
    keys = b'/Size %d/Root %d 0 R' % (form.size or size, form.root)
    if form.info:
        keys += b'/Info %d 0 R' % form.info
    prev = prev if form.prev is None else form.prev
    if prev is not None:
        keys += b'/Prev %d' % prev
    shown = start if form.startxref is None else form.startxref
    return out + table(offsets) + b'trailer\n<<%s%s>>\nstartxref\n%d\n%s' % (keys, form.trailer, shown, form.end)


def startxref(pdf):
    return int(re.findall(rb'startxref\n(\d+)\n', pdf)[-1])


def size_of(pdf):
    return int(re.findall(rb'/Size (\d+)', pdf)[-1])


def append(pdf, changed, form=None, prev=None):
    size = max([size_of(pdf) - 1] + list(changed)) + 1
    return pdf + revision(pdf, changed, size, startxref(pdf) if prev is None else prev, form)


def fill(pdf, make, spread=None):
    """Fills the last empty signature: make(covered bytes) → DER. spread bends (a, b, c) of the range."""
    at = [m.start() for m in re.finditer(rb'#{10} #{10} #{10}', pdf)][-1]
    a = pdf.index(b'<' + b'0' * (2 * ROOM), at)
    b = a + 2 * ROOM + 2
    numbers = (a, b, len(pdf) - b)
    if spread:
        numbers = spread(*numbers)
    pdf = pdf[:at] + b'%010d %010d %010d' % numbers + pdf[at + 32:]
    der = make(pdf[:numbers[0]] + pdf[numbers[1]:numbers[1] + numbers[2]])
    if len(der) > ROOM:
        raise RuntimeError('the signature needs %d bytes' % len(der))
    return pdf[:a + 1] + der.hex().encode().ljust(2 * ROOM, b'0') + pdf[b - 1:]


HEADER = b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'


def unsigned(these=None, form=None, permission=0):
    these = these or objects(permission)
    return HEADER + revision(HEADER, these, max(these) + 1, form=form)
