namespace DetectionSdk.Degradation;

/// <summary>
/// Names of your own effects in recipes and plans. They are made known in code, before the first JSON with them is read
/// or written: what a file says never loads a type. Thread-safe.
/// </summary>
public static class DegradationTypes
{
    private static readonly Lock Gate = new();

    /// <summary>Makes an effect and its step known.</summary>
    /// <typeparam name="TOptions">What recipes hold.</typeparam>
    /// <typeparam name="TStep">What plans hold; the only kind of custom step that the effect adds.</typeparam>
    /// <param name="name">The <c>type</c> of both in JSON, in camel case like those of the built-in ones.</param>
    /// <exception cref="ArgumentException">The name or one of the types is known already.</exception>
    public static void Add<TOptions, TStep>(string name)
        where TOptions : EffectOptions
        where TStep : CustomStep
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (Gate) DegradationJson.Register(name, typeof(TOptions), typeof(TStep));
    }
}
