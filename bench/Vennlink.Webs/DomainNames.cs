using System.Text;

namespace Vennlink.Webs;

/// <summary>The reversed name of each domain, in plain byte order of ids, made from the id alone.</summary>
/// <remarks>
/// Each suffix (<c>com.</c>, <c>uk.co.</c>) takes a range of ids. Inside one, names are the leaves of a tree of
/// letters: a node of the tree that stands for n names gives each next letter its share of them, in byte order, and the
/// last one left is finished with letters of its own. Names that go on with
/// <c>-</c> beside a suffix of two labels (<c>uk.co-op</c> before <c>uk.co.shop</c>) make plain order differ from order
/// by labels.
/// </remarks>
internal sealed class DomainNames
{
    /// <summary>Longest name in bytes.</summary>
    public const int MaxBytes = 80;

    private const int SymbolCount = 37;
    private const int ShareBits = 16;
    private const int GuessBits = 8;
    private const int ShortestLabel = 3;

    // Weights of suffixes, in plain byte order; none is the beginning of another.
    private static readonly (string Prefix, int Weight)[] _suffixes =
    [
        ("ac.", 4), ("ae.", 30), ("af.", 2), ("ai.", 120), ("am.", 8), ("app.", 90), ("ar.com.", 60), ("ar.org.", 6),
        ("art.", 15), ("asia.", 12), ("at.", 90),
        ("au.asn.", 2), ("au.com-", 1), ("au.com.", 170), ("au.edu.", 5), ("au.gov.", 3), ("au.net.", 15),
        ("au.org.", 20), ("az.", 10), ("ba.", 5),
        ("be.", 110), ("bg.", 25), ("biz.", 60), ("blog.", 20), ("br.com-", 1), ("br.com.", 220), ("br.gov.", 12),
        ("br.org.", 15), ("buzz.", 8), ("by.", 25),
        ("ca.", 160), ("cat.", 6), ("cc.", 70), ("cfd.", 20), ("ch.", 160), ("cl.", 45), ("click.", 25), ("cloud.", 25),
        ("club.", 40), ("cn.com-", 1), ("cn.com.", 120),
        ("cn.net.", 10), ("cn.org.", 8), ("cn.p", 30), ("cn.x", 60), ("co.", 110),
        ("com.", 5980),
        ("coop.", 2), ("cyou.", 15), ("cz.", 110), ("de.", 640), ("dev.", 45), ("digital.", 8), ("dk.", 80),
        ("ee.", 15), ("es.", 120), ("eu.", 140), ("fi.", 40), ("fr.", 210),
        ("fun.", 20), ("gr.", 40), ("hk.com.", 8), ("hr.", 12), ("hu.", 60), ("icu.", 25), ("id.co.", 20),
        ("id.or.", 5), ("id.web.", 6), ("ie.", 30), ("il.co.", 40),
        ("il.org.", 6), ("in.", 150), ("info.", 180), ("io.", 130), ("ir.", 110), ("it.", 240), ("jp.co.", 90),
        ("jp.ne.", 5), ("jp.or.", 10), ("jp.t", 60), ("kr.co-", 1),
        ("kr.co.", 40), ("kr.or.", 6), ("kz.", 15), ("life.", 20), ("link.", 10), ("live.", 15), ("lt.", 20),
        ("me.", 50), ("mx.com.", 35), ("my.com.", 12), ("net.", 420),
        ("news.", 8), ("ng.com.", 10), ("nl.", 290), ("no.", 40), ("nu.", 12), ("nz.co.", 30), ("online.", 90),
        ("org.", 430), ("ph.com.", 6), ("pk.com.", 10), ("pl.", 200),
        ("pro.", 40), ("pt.", 40), ("pw.", 8), ("ro.", 55), ("rs.", 15), ("ru.", 430), ("sbs.", 30), ("se.", 90),
        ("sg.com.", 15), ("shop.", 130), ("si.", 15), ("site.", 80),
        ("sk.", 35), ("space.", 30), ("store.", 70), ("su.", 12), ("tech.", 35), ("tk.", 20), ("top.", 180),
        ("tr.com.", 60), ("tr.gen.", 5), ("tr.org.", 5), ("tv.", 35), ("tw.com.", 25),
        ("ua.com.", 45), ("ua.kiev.", 5), ("ua.org.", 6), ("uk.ac.", 3), ("uk.co-", 1), ("uk.co.", 330), ("uk.gov.", 4),
        ("uk.ltd.", 4), ("uk.me.", 4), ("uk.org.", 35), ("uk.s", 50),
        ("us.", 80), ("uz.", 8), ("vip.", 40), ("vn.", 60), ("website.", 20), ("wiki.", 4), ("work.", 12),
        ("world.", 12), ("ws.", 6), ("xn--p1ai.", 40), ("xyz.", 170), ("za.co.", 60), ("za.org.", 5),
    ];

    private static readonly byte[] _symbols = Encoding.ASCII.GetBytes("-0123456789abcdefghijklmnopqrstuvwxyz");

    // Letters as they begin a name, follow a vowel, follow a consonant or digit, and follow a hyphen.
    private static readonly uint[][] _shares =
    [
        Shares("abcdefghijklmnopqrstuvwxyz", [75, 60, 85, 55, 45, 45, 40, 45, 40, 22, 30, 48, 75, 38, 28, 68, 4, 48, 95,
            70, 12, 24, 38, 3, 10, 14], hyphen: 0, digits: 3),
        Shares("abcdefghijklmnopqrstuvwxyz", [10, 45, 60, 60, 12, 25, 40, 15, 22, 8, 30, 95, 70, 140, 12, 60, 3, 115,
            100, 95, 18, 30, 20, 10, 18, 14], hyphen: 22, digits: 2),
        Shares("abcdefghijklmnopqrstuvwxyz", [150, 12, 22, 18, 170, 8, 12, 45, 145, 4, 18, 35, 14, 10, 150, 16, 2, 45,
            40, 50, 65, 6, 10, 2, 28, 4], hyphen: 24, digits: 4),
        Shares("abcdefghijklmnopqrstuvwxyz",
            [60, 55, 80, 55, 40, 50, 45, 40, 45, 15, 20, 50, 65, 35, 35, 65, 3, 45, 100, 65, 10, 20, 35, 2, 8, 8],
            hyphen: 0, digits: 6),
    ];

    private static readonly byte[][] _guesses = [.. _shares.Select(Guesses)];
    private static readonly byte[] _kinds = [.. Enumerable.Range(0, 128).Select(last => (byte)Kind((byte)last))];

    private readonly byte[][] _prefixes = [.. _suffixes.Select(suffix => Encoding.ASCII.GetBytes(suffix.Prefix))];
    private readonly int[] _starts = new int[_suffixes.Length + 1];
    private readonly ulong _seed;

    public DomainNames(int nodeCount, ulong seed)
    {
        _seed = seed;
        long sum = _suffixes.Sum(suffix => (long)suffix.Weight);
        long before = 0;
        for (int suffix = 0; suffix < _suffixes.Length; suffix++)
        {
            before += _suffixes[suffix].Weight;
            _starts[suffix + 1] = (int)(nodeCount * before / sum);
        }

        int dotCom = Array.FindIndex(_suffixes, suffix => suffix.Prefix == "com.");
        DotCom = _starts[dotCom].._starts[dotCom + 1];
    }

    /// <summary>Ids of the names under <c>com</c>.</summary>
    public Range DotCom { get; }

    /// <summary>Writes the reversed name of a node; returns its length.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">Room for <see cref="MaxBytes"/>.</param>
    public int Write(int node, Span<byte> name)
    {
        int suffix = Array.BinarySearch(_starts, node);
        suffix = suffix < 0 ? ~suffix - 1 : suffix;
        while (_starts[suffix + 1] == _starts[suffix])
        {
            suffix++;
        }

        ReadOnlySpan<byte> prefix = _prefixes[suffix];
        prefix.CopyTo(name);
        int length = prefix.Length;
        int labelStart = prefix.LastIndexOf((byte)'.') + 1;
        uint index = (uint)(node - _starts[suffix]);
        uint count = (uint)(_starts[suffix + 1] - _starts[suffix]);
        uint path = (uint)(_seed >> 32) | 1;
        int shortest = length + 1;
        while (count > 1)
        {
            byte last = length == labelStart ? (byte)'.' : name[length - 1];
            if (length - labelStart >= ShortestLabel && last != '-')
            {
                // A name may end where others go on; it comes before them.
                if (index == 0)
                {
                    return length;
                }

                index--;
                shortest = length + 1;
                if (--count == 1)
                {
                    break;
                }
            }

            int kind = _kinds[last];
            uint[] shares = _shares[kind];
            uint rounding = path >> (32 - ShareBits);
            int symbol = FirstGuess(kind, index, count);
            uint low = Share(shares, symbol, count, rounding);
            while (low > index)
            {
                low = Share(shares, --symbol, count, rounding);
            }

            uint next = Share(shares, symbol + 1, count, rounding);
            while (next <= index)
            {
                low = next;
                next = Share(shares, ++symbol + 1, count, rounding);
            }

            index -= low;
            count = next - low;
            name[length++] = _symbols[symbol];
            path = (path ^ (uint)(symbol + 1)) * 0x9E3779B1;
        }

        return Finish(node, name, labelStart, length, shortest);
    }

    /// <summary>Letters of the only name left: they may be any, so they are what a name looks like.</summary>
    private int Finish(int node, Span<byte> name, int labelStart, int length, int shortest)
    {
        RandomWords random = new(RandomWords.Of(_seed, (ulong)node));
        ulong word = random.Next();

        // Labels of 7 to 29 bytes, 14 or so in the mean.
        int wanted = 7 + (int)(word & 7) + (int)((word >> 3) & 7) + ((word >> 6) % 5 == 0 ? (int)((word >> 9) & 7) : 0);
        while (length < shortest || length - labelStart < wanted || name[length - 1] == '-')
        {
            byte last = length == labelStart ? (byte)'.' : name[length - 1];
            int kind = _kinds[last];
            uint[] shares = _shares[kind];
            uint draw = (uint)random.Next() & ((1 << ShareBits) - 1);
            int symbol = _guesses[kind][draw >> (ShareBits - GuessBits)];
            while (shares[symbol + 1] <= draw)
            {
                symbol++;
            }

            name[length++] = _symbols[symbol];
        }

        return length;
    }

    private static int Kind(byte last) => last switch
    {
        (byte)'.' => 0,
        (byte)'-' => 3,
        (byte)'a' or (byte)'e' or (byte)'i' or (byte)'o' or (byte)'u' or (byte)'y' => 1,
        _ => 2,
    };

    /// <summary>
    /// Names before a symbol; rounded at random in each node of the tree, or the last of few names would always go to
    /// z.
    /// </summary>
    private static uint Share(uint[] shares, int symbol, uint count, uint rounding) =>
        (uint)((((ulong)count * shares[symbol]) + rounding) >> ShareBits);

    /// <summary>A symbol near the one that holds name <paramref name="index"/> of <paramref name="count"/>.</summary>
    private static int FirstGuess(int kind, uint index, uint count) =>
        _guesses[kind][((ulong)index << GuessBits) / count];

    /// <summary>For each 256th of the shares the symbol in which it begins.</summary>
    private static byte[] Guesses(uint[] shares)
    {
        byte[] guesses = new byte[1 << GuessBits];
        byte symbol = 0;
        for (int guess = 0; guess < guesses.Length; guess++)
        {
            while (shares[symbol + 1] <= guess << (ShareBits - GuessBits))
            {
                symbol++;
            }

            guesses[guess] = symbol;
        }

        return guesses;
    }

    private static uint[] Shares(string letters, int[] weights, int hyphen, int digits)
    {
        int[] all = [hyphen, .. Enumerable.Repeat(digits, 10), .. weights];
        int sum = all.Sum();
        uint[] shares = new uint[SymbolCount + 1];
        int before = 0;
        for (int symbol = 0; symbol < all.Length; symbol++)
        {
            before += all[symbol];
            shares[symbol + 1] = (uint)(((long)before << ShareBits) / sum);
        }

        return letters.Length == weights.Length
            ? shares : throw new ArgumentException("A weight for each letter.", nameof(weights));
    }
}
