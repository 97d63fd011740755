using System.Globalization;
using System.Text;

namespace Vennlink.Urls;

/// <summary>"Domain to ASCII" for domains that are not plain ASCII.</summary>
internal sealed class DomainToAscii
{
    private readonly IdnMapping _mapping = new() { AllowUnassigned = false, UseStd3AsciiRules = false };
    private byte[] _ascii = [];

    /// <summary>Converts a domain.</summary>
    /// <param name="domainUtf8">UTF-8; ill-formed sequences count as U+FFFD.</param>
    /// <param name="ascii">Valid until the next call.</param>
    public bool TryConvert(ReadOnlySpan<byte> domainUtf8, out ReadOnlySpan<byte> ascii)
    {
        ascii = default;
        string text;
        try
        {
            text = _mapping.GetAscii(Encoding.UTF8.GetString(domainUtf8));
        }
        catch (ArgumentException)
        {
            return false;
        }

        if (_ascii.Length < text.Length)
        {
            _ascii = new byte[text.Length];
        }

        int length = Encoding.ASCII.GetBytes(text, _ascii);
        Ascii.ToLowerInPlace(_ascii.AsSpan(0, length), out _);
        ascii = _ascii.AsSpan(0, length);
        return true;
    }
}
