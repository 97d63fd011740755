using System.Globalization;
using System.Text;

namespace Vennlink.Ranking.Spam;

/// <summary>
/// Weights of the spam score, read from a small text that a person can review. Immutable, thread-safe. Format:
/// docs/formats/spam-model.md.
/// </summary>
/// <remarks>
/// A logistic model over steps: each feature has a weight for each range of its values, top-level domains and words
/// have one each. Weights are thousandths of a nat and whole, so a sum of them is the same on every machine.
/// </remarks>
internal sealed class SpamModel
{
    /// <summary>First line of a model.</summary>
    public const string Head = "vennlink-spam-model 1";

    /// <summary>Least bytes of a word.</summary>
    public const int MinWordBytes = 3;

    /// <summary>Weights are whole multiples of this part of a nat.</summary>
    public const int WeightsPerNat = 1000;

    /// <summary>
    /// No weight is above this, nor below its negative: far beyond any use, and far from where a sum of some hundred
    /// could overflow.
    /// </summary>
    public const int MaxWeight = 20 * WeightsPerNat;

    private const int ValueCount = 256;
    private const int MaxTextBytes = 1 << 20;

    // Three symbols.
    private const int PrefixCount = 1 << (3 * DomainName.SymbolBits);
    private const string ResourceName = "Vennlink.Ranking.Spam.spam.model";

    private static readonly Lazy<SpamModel> EmbeddedModel = new(() => Parse(ReadEmbedded()));

    private readonly int[] _steps = new int[SpamFeatureNames.Count * ValueCount];

    // At a symbol above the one before it, of five bits each.
    private readonly byte[] _surprises = new byte[1 << (2 * DomainName.SymbolBits)];
    private readonly Entry[] _topLevelDomains;
    private readonly Entry[] _words;

    private SpamFeature[] _evidenceFeatures = [];

    // First of the words that start with these three symbols, plus one; they stand together. Most triples of a name
    // start none, which a bit for each says from 4 KiB.
    private readonly ushort[] _firstWords = new ushort[PrefixCount];
    private readonly ulong[] _startsWord = new ulong[PrefixCount / 64];

    // The same for the two symbols that a top-level domain starts with.
    private readonly ushort[] _firstTopLevelDomains = new ushort[1 << (2 * DomainName.SymbolBits)];

    private SpamModel(ReadOnlyMemory<byte> text, Reader reader)
    {
        Text = text;
        Start = reader.Start;
        reader.Surprises.CopyTo(_surprises, 0);
        FillSteps(reader.Steps);
        _topLevelDomains = [.. reader.TopLevelDomains.OrderBy(entry => Pair(entry.Text))];
        _words = [.. reader.Words.OrderBy(entry => Prefix(entry.Text))
            .ThenBy(entry => Encoding.ASCII.GetString(entry.Text), StringComparer.Ordinal)];
        for (int index = _topLevelDomains.Length - 1; index >= 0; index--)
        {
            _firstTopLevelDomains[Pair(_topLevelDomains[index].Text)] = (ushort)(index + 1);
        }

        for (int index = _words.Length - 1; index >= 0; index--)
        {
            int prefix = Prefix(_words[index].Text);
            _firstWords[prefix] = (ushort)(index + 1);
            _startsWord[prefix >> 6] |= 1UL << prefix;
        }
    }

    /// <summary>The model this build was shipped with.</summary>
    public static SpamModel Embedded => EmbeddedModel.Value;

    /// <summary>The text it was read from.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>Weight that every site starts from.</summary>
    public int Start { get; }

    /// <summary>
    /// What pages and links say that it has a weight for, in the order of features: all that a build has to gather.
    /// </summary>
    public IReadOnlyList<SpamFeature> EvidenceFeatures => _evidenceFeatures;

    /// <summary>Reads a model.</summary>
    /// <exception cref="FormatException">It is none; the message says which line is wrong.</exception>
    public static SpamModel Parse(ReadOnlyMemory<byte> text)
    {
        if (text.Length > MaxTextBytes)
        {
            throw new FormatException($"a spam model of {text.Length} bytes is too long");
        }

        Reader reader = new();
        int number = 0;
        foreach (string line in Encoding.UTF8.GetString(text.Span).Split('\n'))
        {
            reader.Read(line.TrimEnd('\r'), ++number);
        }

        reader.Complete();
        return new SpamModel(text, reader);
    }

    /// <summary>Weight of a value of a feature.</summary>
    public int Step(SpamFeature feature, byte value) => _steps[((int)feature * ValueCount) + value];

    /// <summary>Sum of the weights of what pages and links say.</summary>
    public int Steps(SpamEvidence evidence)
    {
        int sum = 0;
        foreach (SpamFeature feature in _evidenceFeatures)
        {
            sum += Step(feature, evidence[feature]);
        }

        return sum;
    }

    /// <summary>Weight of a top-level domain, 0 for one it does not know.</summary>
    /// <param name="text">Not empty.</param>
    public int TopLevelDomain(ReadOnlySpan<byte> text)
    {
        int pair = Pair(text);
        for (int index = _firstTopLevelDomains[pair] - 1; (uint)index < (uint)_topLevelDomains.Length
            && Pair(_topLevelDomains[index].Text) == pair; index++)
        {
            if (text.SequenceEqual(_topLevelDomains[index].Text))
            {
                return _topLevelDomains[index].Weight;
            }
        }

        return 0;
    }

    /// <summary>
    /// Sum of the weights of all words in a name, each as often as it stands there; <paramref name="found"/> gets each.
    /// </summary>
    public int Words(in DomainName name, Action<string, int>? found = null)
    {
        ReadOnlySpan<byte> symbols = name.Symbols;
        int sum = 0;
        int prefix = (symbols[0] << DomainName.SymbolBits) | symbols[1];
        for (int end = MinWordBytes - 1; end < symbols.Length; end++)
        {
            prefix = ((prefix << DomainName.SymbolBits) | symbols[end]) & (PrefixCount - 1);
            if (((_startsWord[prefix >> 6] >> prefix) & 1) != 0)
            {
                sum += WordsAt(name.Padded[(end + 1 - MinWordBytes)..], _firstWords[prefix] - 1, prefix, found);
            }
        }

        return sum;
    }

    /// <summary>Mean surprise of a name, sixteenths of a bit a character, at most 255.</summary>
    public byte Surprise(in DomainName name)
    {
        ReadOnlySpan<byte> symbols = name.Symbols;
        int sum = 0;
        int before = symbols[0];
        for (int index = 1; index < symbols.Length; index++)
        {
            int symbol = symbols[index];
            sum += _surprises[(before << DomainName.SymbolBits) | symbol];
            before = symbol;
        }

        return (byte)(sum / (symbols.Length - 1));
    }

    private int WordsAt(ReadOnlySpan<byte> text, int index, int prefix, Action<string, int>? found)
    {
        int sum = 0;
        for (; index < _words.Length && Prefix(_words[index].Text) == prefix; index++)
        {
            if (text.StartsWith(_words[index].Text))
            {
                sum += _words[index].Weight;
                found?.Invoke(Encoding.ASCII.GetString(_words[index].Text), _words[index].Weight);
            }
        }

        return sum;
    }

    private static int Prefix(byte[] word) => (Pair(word) << DomainName.SymbolBits) | DomainName.SymbolOf(word[2]);

    // A text of one symbol ends in a hyphen.
    private static int Pair(ReadOnlySpan<byte> text) => (DomainName.SymbolOf(text[0]) << DomainName.SymbolBits)
        | DomainName.SymbolOf(text.Length > 1 ? text[1] : (byte)'-');

    // A step holds from its value up to the next step of the feature; below the first there is no weight. What is not
    // known has none.
    private void FillSteps(Dictionary<SpamFeature, SortedList<byte, int>> steps)
    {
        foreach ((SpamFeature feature, SortedList<byte, int> weights) in steps)
        {
            Span<int> values = _steps.AsSpan((int)feature * ValueCount, ValueCount);
            foreach ((byte from, int weight) in weights)
            {
                values[from..].Fill(weight);
            }

            if (feature >= SpamFeature.Pages)
            {
                values[0] = 0;
            }
        }

        _evidenceFeatures =
            [.. SpamEvidence.Features.Where(feature =>
                _steps.AsSpan((int)feature * ValueCount, ValueCount).ContainsAnyExcept(0))];
    }

    private static byte[] ReadEmbedded()
    {
        using Stream stream = typeof(SpamModel).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The resource {ResourceName} is missing.");
        byte[] text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }

    private readonly record struct Entry(byte[] Text, int Weight);

    private sealed class Reader
    {
        private readonly HashSet<string> _seen = [];
        private int _lineNumber;
        private int _surpriseRows;
        private bool _hasHead;

        public int Start { get; private set; }

        public Dictionary<SpamFeature, SortedList<byte, int>> Steps { get; } = [];

        public List<Entry> TopLevelDomains { get; } = [];

        public List<Entry> Words { get; } = [];

        public byte[] Surprises { get; } = new byte[1 << (2 * DomainName.SymbolBits)];

        public void Read(string line, int number)
        {
            _lineNumber = number;
            if (!_hasHead)
            {
                _hasHead = line == Head ? true : throw Wrong($"expected '{Head}'");
                return;
            }

            int comment = line.IndexOf('#', StringComparison.Ordinal);
            string[] parts = (comment < 0 ? line : line[..comment]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0)
            {
                return;
            }

            switch (parts)
            {
                case ["start", var weight]:
                    Once("start");
                    Start = Weight(weight);
                    break;
                case ["tld", var name, var weight]:
                    Once("tld " + name);
                    TopLevelDomains.Add(TopLevelDomains.Count < ushort.MaxValue - 1
                        ? new Entry(Label(name), Weight(weight)) : throw Wrong("too many top-level domains"));
                    break;
                case ["word", { Length: >= MinWordBytes } word, var weight]:
                    Once("word " + word);
                    Words.Add(Words.Count < ushort.MaxValue - 1 ? new Entry(Label(word), Weight(weight))
                        : throw Wrong("too many words"));
                    break;
                case ["surprise", var symbol, .. var costs]:
                    AddSurprises(symbol, costs);
                    break;
                case [var name, var from, var weight] when SpamFeatureNames.TryParse(name, out SpamFeature feature):
                    if (!byte.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out byte value))
                    {
                        throw Wrong($"'{from}' is not a value of 0 to 255");
                    }

                    Once(name + " " + value.ToString(CultureInfo.InvariantCulture));
                    Steps.TryAdd(feature, []);
                    Steps[feature].Add(value, Weight(weight));
                    break;
                default:
                    throw Wrong($"'{parts[0]}' is no line of a model, or has the wrong number of words");
            }
        }

        public void Complete()
        {
            if (!_hasHead || !_seen.Contains("start") || _surpriseRows is not (0 or DomainName.SymbolCount))
            {
                throw new FormatException(
                    $"a spam model needs '{Head}', a line 'start', and {DomainName.SymbolCount} lines 'surprise' or "
                        + "none");
            }
        }

        // Rows come in the order of symbols, so that a row needs no name but for the person who reads it.
        private void AddSurprises(string symbol, string[] costs)
        {
            if (_surpriseRows == DomainName.SymbolCount || symbol.Length != 1 || symbol[0] > 'z'
                || DomainName.SymbolOf((byte)symbol[0]) != _surpriseRows || costs.Length != DomainName.SymbolCount)
            {
                throw Wrong(
                    $"expected the symbols a to z, 0 and -, in this order, with {DomainName.SymbolCount} values each");
            }

            foreach ((int index, string cost) in costs.Index())
            {
                Surprises[(_surpriseRows << DomainName.SymbolBits) | index] =
                    byte.TryParse(cost, NumberStyles.None, CultureInfo.InvariantCulture, out byte value)
                    ? value
                    : throw Wrong($"'{cost}' is not a value of 0 to 255");
            }

            _surpriseRows++;
        }

        private void Once(string what)
        {
            if (!_seen.Add(what))
            {
                throw Wrong($"'{what}' is there twice");
            }
        }

        private byte[] Label(string text) =>
            text.Length <= DomainName.MaxPaddedBytes
                && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
                ? Encoding.ASCII.GetBytes(text)
                : throw Wrong($"'{text}' is not a part of a host name in lower case");

        private int Weight(string text)
        {
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture, out decimal nats)
                && Math.Abs(nats) * WeightsPerNat <= MaxWeight
                && nats * WeightsPerNat == decimal.Truncate(nats * WeightsPerNat))
            {
                return (int)(nats * WeightsPerNat);
            }

            throw Wrong($"'{text}' is not a weight: at most 20, with three decimals");
        }

        private FormatException Wrong(string problem) => new($"line {_lineNumber}: {problem}");
    }
}
