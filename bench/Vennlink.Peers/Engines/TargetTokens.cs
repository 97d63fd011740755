using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Vennlink.Peers.Engines;

/// <summary>
/// Targets of one source as terms for Lucene.NET: six letters each, six bits a letter, which sort as the numbers do.
/// </summary>
internal sealed class TargetTokens : TokenStream
{
    private const int Letters = 6;
    private const int BitsPerLetter = 6;
    private const char FirstLetter = '0';

    private readonly ICharTermAttribute _term;
    private uint[] _targets = [];
    private int _count;
    private int _next;

    public TargetTokens() => _term = AddAttribute<ICharTermAttribute>();

    public static string TermOf(uint target) =>
        string.Create(Letters, target, (letters, value) => Write(value, letters));

    public void Set(ReadOnlySpan<uint> targets)
    {
        if (_targets.Length < targets.Length)
        {
            _targets = new uint[targets.Length * 2];
        }

        targets.CopyTo(_targets);
        _count = targets.Length;
    }

    public override bool IncrementToken()
    {
        if (_next == _count)
        {
            return false;
        }

        ClearAttributes();
        _term.SetLength(0);
        Write(_targets[_next++], _term.ResizeBuffer(Letters).AsSpan(0, Letters));
        _term.SetLength(Letters);
        return true;
    }

    public override void Reset()
    {
        base.Reset();
        _next = 0;
    }

    private static void Write(uint target, Span<char> letters)
    {
        for (int letter = 0; letter < Letters; letter++)
        {
            letters[letter] =
                (char)(FirstLetter
                    + ((target >> ((Letters - 1 - letter) * BitsPerLetter)) & ((1 << BitsPerLetter) - 1)));
        }
    }
}
