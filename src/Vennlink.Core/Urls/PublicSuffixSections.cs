namespace Vennlink.Urls;

/// <summary>Which part of the Public Suffix List counts.</summary>
public enum PublicSuffixSections : byte
{
    /// <summary>ICANN and private section: <c>alice.github.io</c> is its own root domain.</summary>
    All = 0,

    /// <summary>ICANN section only: platforms are folded into one root domain.</summary>
    Icann = 1,
}
