namespace Vennlink.Urls;

/// <summary>
/// Properties of a code point that the rules of labels ask for, in the one byte of <c>idna-table.bin</c>.
/// </summary>
internal readonly record struct IdnaProperties(byte Value)
{
    private const int Joining = 0b0011_1000;
    private const int Transparent = 0b0010_0000;

    public BidiClass Bidi => (BidiClass)(Value & 0b0000_0111);

    /// <summary>Joining type L or D.</summary>
    public bool JoinsNext => (Value & 0b0000_1000) != 0;

    /// <summary>Joining type R or D.</summary>
    public bool JoinsPrevious => (Value & 0b0001_0000) != 0;

    /// <summary>Joining type T.</summary>
    public bool IsTransparent => (Value & Joining) == Transparent;

    public bool IsVirama => (Value & 0b0100_0000) != 0;

    public bool IsCombiningMark => (Value & 0b1000_0000) != 0;
}
