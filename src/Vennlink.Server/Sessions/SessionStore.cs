using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Vennlink.Server.Sessions;

/// <summary>The browsers that have signed in, and the tokens with which one may do so once. Thread-safe.</summary>
/// <remarks>
/// Secrets are 256 random bits and kept as their SHA-256, so the time of a look-up tells nothing of them, and neither
/// does a copy of the memory.
/// </remarks>
internal sealed class SessionStore(TimeProvider clock)
{
    /// <summary>Most sessions; one more ends the oldest.</summary>
    public const int MaxSessions = 256;

    private const int SecretBytes = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private byte[]? _tokenHash;

    /// <summary>How long a session lasts.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromDays(7);

    /// <summary>Sessions that there are.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>Makes a token that signs in once; the one made before is worthless from then on.</summary>
    public string MakeToken()
    {
        string token = NewSecret();
        lock (_lock)
        {
            _tokenHash = Hash(token);
        }

        return token;
    }

    /// <summary>Uses a token up; false when it is none, or was used before.</summary>
    public bool TryUse(string token)
    {
        byte[] hash = Hash(token);
        lock (_lock)
        {
            if (_tokenHash is null || !CryptographicOperations.FixedTimeEquals(hash, _tokenHash))
            {
                return false;
            }

            _tokenHash = null;
            return true;
        }
    }

    /// <summary>Begins a session.</summary>
    /// <param name="accessId">Whose key was shown; null for a token.</param>
    /// <param name="host">Under which name the browser asks.</param>
    /// <returns>The secret that proves it.</returns>
    public string Begin(string? accessId, string host)
    {
        string secret = NewSecret();
        DateTimeOffset now = clock.GetUtcNow();
        lock (_lock)
        {
            foreach (string over in _sessions.Where(pair => pair.Value.Ends <= now).Select(pair => pair.Key).ToArray())
            {
                _sessions.Remove(over);
            }

            if (_sessions.Count >= MaxSessions)
            {
                _sessions.Remove(_sessions.MinBy(pair => pair.Value.Ends).Key);
            }

            _sessions.Add(NameOf(secret), new Session(accessId, host, now + Lifetime));
        }

        return secret;
    }

    /// <summary>The session that a secret proves; null when there is none, or it is over.</summary>
    public Session? Find(string secret)
    {
        string name = NameOf(secret);
        lock (_lock)
        {
            return _sessions.TryGetValue(name, out Session? session) && session.Ends > clock.GetUtcNow()
                ? session : null;
        }
    }

    /// <summary>Ends a session, if there is one.</summary>
    public void End(string secret)
    {
        string name = NameOf(secret);
        lock (_lock)
        {
            _sessions.Remove(name);
        }
    }

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static string NameOf(string secret) => Convert.ToHexStringLower(Hash(secret));
}
