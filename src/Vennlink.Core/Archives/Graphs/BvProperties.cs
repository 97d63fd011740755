using System.Globalization;

namespace Vennlink.Archives.Graphs;

/// <summary>What the <c>.properties</c> file of a BVGraph says; defaults are WebGraph's.</summary>
internal sealed class BvProperties
{
    private const int MaxFileBytes = 1 << 20;
    private const int MaxWindow = 1 << 16;
    private const int MaxZetaK = 62;
    private const string ClassEnding = "webgraph.BVGraph";

    private readonly string _file;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private BvProperties(string file, string text)
    {
        _file = file;
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line[0] is not ('#' or '!'))
            {
                _values[line[..equals].TrimEnd()] = line[(equals + 1)..].TrimStart();
            }
        }

        string graphClass = _values.GetValueOrDefault("graphclass", ClassEnding).Replace(
            "class ", "", StringComparison.Ordinal);
        if (!graphClass.EndsWith(ClassEnding, StringComparison.Ordinal))
        {
            throw Broken($"graphclass is {graphClass}; only BVGraph can be read");
        }

        if (_values.GetValueOrDefault("endianness", "big") != "big")
        {
            throw Broken("endianness is not big; convert the graph to WebGraph's own bit order");
        }

        NodeCount = (uint)Number("nodes", uint.MaxValue, null);
        ArcCount = Number("arcs", long.MaxValue, null);
        WindowSize = (int)Number("windowsize", MaxWindow, 7);
        MinInterval = (int)Number("minintervallength", int.MaxValue, 4);
        ZetaK = (int)Number("zetak", MaxZetaK, 3);
        if (ZetaK == 0)
        {
            throw Broken("zetak is 0, expected at least 1");
        }

        ReadFlags(_values.GetValueOrDefault("compressionflags", ""));
    }

    public uint NodeCount { get; }

    public long ArcCount { get; }

    /// <summary>How far back the list lies at most that a list is copied from; 0 when none is.</summary>
    public int WindowSize { get; }

    /// <summary>Shortest run that is written as an interval; 0 when none is.</summary>
    public int MinInterval { get; }

    public int ZetaK { get; }

    public BvCode DegreeCode { get; private set; } = BvCode.Gamma;

    public BvCode ReferenceCode { get; private set; } = BvCode.Unary;

    public BvCode BlockCountCode { get; private set; } = BvCode.Gamma;

    public BvCode BlockCode { get; private set; } = BvCode.Gamma;

    public BvCode ResidualCode { get; private set; } = BvCode.Zeta;

    public BvCode OffsetCode { get; private set; } = BvCode.Gamma;

    /// <summary>Reads properties.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <exception cref="InputException">They are not those of a BVGraph that can be read.</exception>
    public static BvProperties Read(Stream stream, string file)
    {
        if (stream.Length > MaxFileBytes)
        {
            throw new InputException(
                file, null, $"{stream.Length} bytes are too many for properties; the limit is {MaxFileBytes}");
        }

        using StreamReader text = new(stream);
        return Parse(file, text.ReadToEnd());
    }

    /// <summary>As <see cref="Read"/>, from the text.</summary>
    public static BvProperties Parse(string file, string text) => new(file, text);

    private long Number(string name, long largest, long? otherwise)
    {
        if (!_values.TryGetValue(name, out string? text))
        {
            return otherwise ?? throw Broken($"{name} is missing");
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= largest
            ? value
            : throw Broken($"{name} is '{text}', expected a number up to {largest}");
    }

    private void ReadFlags(string flags)
    {
        foreach (string flag in flags.Split(
            '|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int end = flag.LastIndexOf('_');
            string part = end < 0 ? "" : flag[..end];
            if (!Enum.TryParse(flag[(end + 1)..], ignoreCase: true, out BvCode code) || !Enum.IsDefined(code))
            {
                throw Broken($"compression flag {flag} is not known; codes are unary, gamma, delta and zeta");
            }

            switch (part)
            {
                case "OUTDEGREES":
                    DegreeCode = code;
                    break;
                case "REFERENCES":
                    ReferenceCode = code;
                    break;
                case "BLOCK_COUNT":
                    BlockCountCode = code;
                    break;
                case "BLOCKS":
                    BlockCode = code;
                    break;
                case "RESIDUALS":
                    ResidualCode = code;
                    break;
                case "OFFSETS":
                    OffsetCode = code;
                    break;
                default:
                    throw Broken($"compression flag {flag} is not known");
            }
        }
    }

    private InputException Broken(string problem) => new(_file, null, problem);
}

/// <summary>
/// The codes of numbers in a BVGraph that are read here; Golomb and nibble codes, which no known graph uses, are not.
/// </summary>
internal enum BvCode
{
    Unary,
    Gamma,
    Delta,
    Zeta,
}
