"""What a site asks that wants to show one of our pages (oembed.com)."""

from django import forms

# Those of oembed.com; the view says that it has one of them alone.
FORMATS = [("json", "JSON"), ("xml", "XML")]


class OEmbedForm(forms.Form):
    url = forms.CharField(max_length=2000)
    format = forms.ChoiceField(choices=FORMATS, required=False)
    maxwidth = forms.IntegerField(min_value=1, max_value=100_000, required=False)
    maxheight = forms.IntegerField(min_value=1, max_value=100_000, required=False)
