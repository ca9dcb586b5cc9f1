using DetectionSdk.Families;

namespace DetectionSdk.Models;

/// <summary>Families may be anybody's code: whatever they throw names the model and the family.</summary>
internal static class FamilyGuard
{
    /// <summary>
    /// Asks a family about a model. One that the options chose may not fit: then whatever it stumbles over is not worth
    /// as much as what it was shown.
    /// </summary>
    public static T Ask<T>(string path, DetectorFamily family, ModelSignature model, Func<T> question)
    {
        try
        {
            return question();
        }
        catch (Exception error) when (error is not ModelFormatException && family.Graphs.Count > 0)
        {
            throw new ModelFormatException(
                $"'{path}' does not have the form of {family.Name}: {model}. Expected "
                + $"{string.Join(", or ", family.Graphs)}.", error);
        }
        catch (Exception error)
        {
            throw Explain(path, family, error);
        }
    }

    public static ModelFormatException Explain(string path, DetectorFamily family, Exception error)
    {
        string reason = error is ModelFormatException ? error.Message : $"{error.GetType().Name}: {error.Message}";
        return new ModelFormatException($"'{path}', read as {family.Name}: {reason.TrimEnd('.')}.", error);
    }
}
