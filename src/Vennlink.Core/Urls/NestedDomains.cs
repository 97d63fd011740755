namespace Vennlink.Urls;

/// <summary>
/// Groups keys by root domain while they ascend. A root domain is one range of keys, but other root domains may lie
/// inside that range (<c>s3.amazonaws.com</c> is a public suffix, <c>amazonaws.com</c> a root domain), so the domains
/// that may still go on form a stack.
/// </summary>
/// <typeparam name="T">What the caller keeps for each root domain; reused for later ones.</typeparam>
/// <param name="create">Makes a new empty state.</param>
/// <param name="open">Called with its key when a root domain is met for the first time.</param>
/// <param name="close">Called with its key when no key of a root domain can follow.</param>
internal sealed class NestedDomains<T>(
    Func<T> create, NestedDomains<T>.DomainAction open, NestedDomains<T>.DomainAction? close)
    where T : class
{
    private readonly List<(byte[] Key, T State)> _slots = [];
    private int _depth;
    private int[] _lengths = new int[8];

    /// <summary>What to do with a root domain.</summary>
    public delegate void DomainAction(ReadOnlySpan<byte> rootDomainKey, T state);

    /// <summary>
    /// State of a root domain; the key of each call is that of a host or page at or above the one before.
    /// </summary>
    public T Enter(ReadOnlySpan<byte> rootDomainKey)
    {
        while (_depth > 0 && !UrlKey.IsWithin(rootDomainKey, Top))
        {
            Close();
        }

        if (_depth == 0 || Top.Length != rootDomainKey.Length)
        {
            Push(rootDomainKey);
            open(rootDomainKey, _slots[_depth - 1].State);
        }

        return _slots[_depth - 1].State;
    }

    /// <summary>Closes all that is still open.</summary>
    public void CloseAll()
    {
        while (_depth > 0)
        {
            Close();
        }
    }

    private ReadOnlySpan<byte> Top => _slots[_depth - 1].Key.AsSpan(0, _lengths[_depth - 1]);

    private void Push(ReadOnlySpan<byte> key)
    {
        if (_depth == _slots.Count)
        {
            _slots.Add((new byte[Math.Max(64, key.Length)], create()));
        }

        if (_slots[_depth].Key.Length < key.Length)
        {
            _slots[_depth] = (new byte[2 * key.Length], _slots[_depth].State);
        }

        if (_depth == _lengths.Length)
        {
            Array.Resize(ref _lengths, 2 * _depth);
        }

        key.CopyTo(_slots[_depth].Key);
        _lengths[_depth++] = key.Length;
    }

    private void Close()
    {
        close?.Invoke(Top, _slots[_depth - 1].State);
        _depth--;
    }
}
