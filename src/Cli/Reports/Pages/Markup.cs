using System.Globalization;
using System.Net;

namespace DetectionSdk.Cli;

/// <summary>Text that is HTML already. Whatever else is put into a template is escaped.</summary>
/// <param name="Text">The HTML; null is none.</param>
internal readonly record struct Markup(string? Text)
{
    /// <summary>A template whose values are escaped, but for markup; numbers as their format says.</summary>
    public static Markup Of(FormattableString template) => new(template.ToString(Escaping.Instance));

    /// <summary>One after the other.</summary>
    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(part => part.Text)));

    private sealed class Escaping : IFormatProvider, ICustomFormatter
    {
        public static readonly Escaping Instance = new();

        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
        {
            Markup markup => markup.Text ?? "",
            IEnumerable<Markup> parts => Join(parts).Text!,
            IFormattable value => WebUtility.HtmlEncode(value.ToString(format, CultureInfo.InvariantCulture)),
            _ => WebUtility.HtmlEncode(arg?.ToString() ?? ""),
        };
    }
}
