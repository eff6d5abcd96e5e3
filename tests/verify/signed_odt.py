"""A small signed OpenDocument file, its members and its signature in canonical form as they stand, so that what
is signed is what is written; and a ZIP writer that bends."""
import base64
import hashlib
import struct
import zlib

import signed as s

DS = 'http://www.w3.org/2000/09/xmldsig#'
XADES = 'http://uri.etsi.org/01903/v1.3.2#'
ODF = 'urn:oasis:names:tc:opendocument:xmlns:digitalsignature:1.0'
EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'
SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256'
MORE = 'http://www.w3.org/2001/04/xmldsig-more#'
SIGNATURES = 'META-INF/documentsignatures.xml'
TYPE = 'application/vnd.oasis.opendocument.text'
NS = 'urn:oasis:names:tc:opendocument:xmlns:'
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def content(body='<text:p>Paid: 100</text:p>'):
    return ('<office:document-content xmlns:office="%soffice:1.0" xmlns:text="%stext:1.0" xmlns:xlink='
            '"http://www.w3.org/1999/xlink" office:version="1.3"><office:body><office:text>%s</office:text></office:body>'
            '</office:document-content>' % (NS, NS, body)).encode()


def members(body='<text:p>Paid: 100</text:p>'):
    """By name, in order."""
    listed = ''.join('<manifest:file-entry manifest:full-path="%s" manifest:media-type="%s"></manifest:file-entry>' % one
                     for one in (('/', TYPE), ('content.xml', 'text/xml'), ('meta.xml', 'text/xml'),
                                 ('styles.xml', 'text/xml'), ('Pictures/seal.png', 'image/png')))
    return {
        'mimetype': TYPE.encode(),
        'content.xml': HEAD + content(body),
        'meta.xml': HEAD + ('<office:document-meta xmlns:office="%soffice:1.0"></office:document-meta>' % NS).encode(),
        'styles.xml': HEAD + ('<office:document-styles xmlns:office="%soffice:1.0"></office:document-styles>' % NS).encode(),
        'Pictures/seal.png': b'\x89PNG\r\n\x1a\n' + bytes(range(256)),
        'META-INF/manifest.xml': HEAD + ('<manifest:manifest xmlns:manifest="%smanifest:1.0">%s</manifest:manifest>'
                                         % (NS, listed)).encode(),
    }


def digest(data, algorithm='sha256'):
    return base64.b64encode(hashlib.new(algorithm, data).digest()).decode()


def canonical(data):
    return data[len(HEAD):] if data.startswith(HEAD) else data


class Bend:
    """How a signature is written; tests bend it."""

    def __init__(self, **bends):
        self.by = 'signer'
        self.c14n = EXCLUSIVE           # of SignedInfo and of the properties
        self.member_c14n = INCLUSIVE
        self.digest_uri, self.digest = SHA256, 'sha256'
        self.method = None              # of the signature
        self.hash = 'sha256'
        self.id = 'ID_1'
        self.leave_out = ()             # members that are not referenced
        self.twice = ()                 # members that are referenced twice
        self.references = ''            # further ones
        self.uri = lambda name: name
        self.certificate_digest = None
        self.serial = None
        self.properties = lambda text: text     # signed as they come out
        self.after = lambda text: text          # the whole Signature, after signing
        self.xades = True
        self.reference_properties = True
        self.key_info = None
        self.objects = ''
        self.unsigned = ''
        self.value = lambda raw: raw
        self.__dict__.update(bends)


def reference(uri, value, transform=None, kind='', digest_uri=SHA256):
    steps = '<Transforms><Transform Algorithm="%s"></Transform></Transforms>' % transform if transform else ''
    return ('<Reference%s URI="%s">%s<DigestMethod Algorithm="%s"></DigestMethod><DigestValue>%s</DigestValue></Reference>'
            % (kind, uri, steps, digest_uri, value))


def certificate(keys, name):
    return s.openssl(keys.folder, 'x509', '-in', name + '.pem', '-outform', 'DER')


def serial_of(keys, name):
    text = s.openssl(keys.folder, 'x509', '-in', name + '.pem', '-noout', '-serial').decode()
    return int(text.split('=')[1], 16)


def raw_value(keys, bend, data):
    """As XMLDSig wants it: r and s of ECDSA side by side."""
    der = s.openssl(keys.folder, 'dgst', '-' + bend.hash, '-sign', bend.by + '.key', data=data)
    if is_rsa(keys, bend.by):
        return der
    text = s.openssl(keys.folder, 'pkey', '-in', bend.by + '.key', '-noout', '-text')
    size = 48 if b'384 bit' in text else 66 if b'521 bit' in text else 32
    at, out = (3 if der[1] & 0x80 else 2), b''
    for _ in range(2):
        n = der[at + 1]
        out += int.from_bytes(der[at + 2:at + 2 + n], 'big').to_bytes(size, 'big')
        at += 2 + n
    return out


def is_rsa(keys, name):
    return b'Public Key Algorithm: rsaEncryption' in s.openssl(keys.folder, 'x509', '-in', name + '.pem', '-noout', '-text')


def properties_of(keys, bend):
    der = certificate(keys, bend.by)
    serial = bend.serial if bend.serial is not None else serial_of(keys, bend.by)
    ds = ' xmlns="%s"' % DS
    issuer = ('<X509IssuerName%s>CN=Root</X509IssuerName><X509SerialNumber%s>%s</X509SerialNumber>' % (ds, ds, serial))
    text = ('<xd:SignedProperties xmlns:xd="%s" Id="idSignedProperties_%s"><xd:SignedSignatureProperties><xd:SigningTime>'
            '2030-01-01T08:00:00Z</xd:SigningTime><xd:SigningCertificate><xd:Cert><xd:CertDigest><DigestMethod%s Algorithm='
            '"%s"></DigestMethod><DigestValue%s>%s</DigestValue></xd:CertDigest><xd:IssuerSerial>%s</xd:IssuerSerial>'
            '</xd:Cert></xd:SigningCertificate><xd:SignaturePolicyIdentifier><xd:SignaturePolicyImplied>'
            '</xd:SignaturePolicyImplied></xd:SignaturePolicyIdentifier></xd:SignedSignatureProperties></xd:SignedProperties>'
            % (XADES, bend.id, ds, bend.digest_uri, ds, bend.certificate_digest or digest(der, bend.digest), issuer))
    return bend.properties(text)


def date_of(bend):
    return ('<SignatureProperty xmlns="%s" Id="date_%s" Target="#%s"><dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">'
            '2030-01-01T08:00:00Z</dc:date></SignatureProperty>' % (DS, bend.id, bend.id))


def signature(keys, held, bend=None):
    """One ds:Signature over the members."""
    bend = bend or Bend()
    rsa = is_rsa(keys, bend.by)
    method = bend.method or MORE + ('rsa-' if rsa else 'ecdsa-') + bend.hash
    properties, date = properties_of(keys, bend), date_of(bend)
    rows = ''
    for name in list(held) + list(bend.twice):
        if name in bend.leave_out or name == SIGNATURES:
            continue
        xml = name.endswith('.xml')
        data = canonical(held[name]) if xml else held[name]
        rows += reference(bend.uri(name), digest(data, bend.digest), bend.member_c14n if xml else None,
                          digest_uri=bend.digest_uri)
    rows += reference('#date_' + bend.id, digest(date.encode(), bend.digest), bend.c14n, digest_uri=bend.digest_uri)
    if bend.xades and bend.reference_properties:
        rows += reference('#idSignedProperties_' + bend.id, digest(properties.encode(), bend.digest), bend.c14n,
                          digest_uri=bend.digest_uri).replace(
                              '<Reference URI', '<Reference Type="http://uri.etsi.org/01903#SignedProperties" URI')
    rows += bend.references
    info = ('<SignedInfo xmlns="%s"><CanonicalizationMethod Algorithm="%s"></CanonicalizationMethod><SignatureMethod '
            'Algorithm="%s"></SignatureMethod>%s</SignedInfo>' % (DS, bend.c14n, method, rows))
    value = base64.b64encode(bend.value(raw_value(keys, bend, info.encode()))).decode()
    key = bend.key_info or ('<X509Data><X509IssuerSerial><X509IssuerName>CN=Root</X509IssuerName><X509SerialNumber>%d'
                            '</X509SerialNumber></X509IssuerSerial><X509Certificate>%s</X509Certificate></X509Data>'
                            % (serial_of(keys, bend.by), base64.b64encode(certificate(keys, bend.by)).decode()))
    qualifying = ('<Object><xd:QualifyingProperties xmlns:xd="%s" Target="#%s">%s%s</xd:QualifyingProperties></Object>'
                  % (XADES, bend.id, properties, bend.unsigned)) if bend.xades else ''
    text = ('<Signature xmlns="%s" Id="%s">%s<SignatureValue>%s</SignatureValue><KeyInfo>%s</KeyInfo><Object>'
            '<SignatureProperties>%s</SignatureProperties></Object>%s%s</Signature>'
            % (DS, bend.id, info, value, key, date, qualifying, bend.objects))
    return bend.after(text)


def document(*signatures):
    return (HEAD.decode() + '<document-signatures xmlns="%s" xmlns:dsig="%s" dsig:version="1.3">%s</document-signatures>'
            % (ODF, ODF, ''.join(signatures))).encode()


def sign(keys, held, bend=None):
    """The members with their signature."""
    return {**held, SIGNATURES: document(signature(keys, held, bend))}


# ---- the package ------------------------------------------------------------------------

class Zip:
    """How it is written; tests bend it."""

    def __init__(self, **bends):
        self.stored = ('mimetype',)
        self.descriptors = False
        self.local_name = {}     # name → what its header says
        self.between = b''       # before the directory
        self.before = b''        # before the first member
        self.comment = b''
        self.extra = b''
        self.flags = 0
        self.wrong_check = ()
        self.hide = ()           # members that the directory does not name
        self.folders = ()
        self.again = ()          # (name, data): further members, perhaps of the same name
        self.swap = False        # directory in another order
        self.__dict__.update(bends)


def pack(held, form=None):
    form = form or Zip()
    out, entries = form.before, []
    rows = [(name, data) for name, data in held.items()] + [(name + '/', b'') for name in form.folders] + list(form.again)
    for name, data in rows:
        stored = name in form.stored or name.endswith('/')
        raw = data
        if not stored:
            engine = zlib.compressobj(9, zlib.DEFLATED, -15)
            raw = engine.compress(data) + engine.flush()
        check = zlib.crc32(data) ^ (name in form.wrong_check)
        encoded = name.encode()
        local = form.local_name.get(name, name).encode()
        flags = form.flags | (8 if form.descriptors and not stored else 0) | (0x800 if not name.isascii() else 0)
        sizes = struct.pack('<LLL', check, len(raw), len(data))
        common = struct.pack('<HHHHH', 20, flags, 0 if stored else 8, 0, 0x22)
        entries.append((name, common + sizes, encoded, len(out)))
        out += (b'PK\3\4' + common + (bytes(12) if flags & 8 else sizes) + struct.pack('<HH', len(local), len(form.extra)) +
                local + form.extra + raw)
        if flags & 8:
            out += b'PK\7\x08' + sizes
    out += form.between
    start = len(out)
    if form.swap:
        entries = entries[::-1]
    shown = [e for e in entries if e[0] not in form.hide]
    for _, common, encoded, at in shown:
        out += (b'PK\1\2' + struct.pack('<H', 20) + common + struct.pack('<HHHHHLL', len(encoded), 0, 0, 0, 0, 0, at) + encoded)
    return out + b'PK\5\6' + struct.pack('<HHHHLLH', 0, 0, len(shown), len(shown), len(out) - start, start,
                                         len(form.comment)) + form.comment
